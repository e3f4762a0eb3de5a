import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CONFIGURATION_FILE, type SettingInForce } from "#platform/configuration.ts";
import { errorCode, Refusal } from "#platform/refusal.ts";
import type { Account } from "./run-program.ts";
import { writeWholeFile } from "#platform/whole-file.ts";

type Json = { [name: string]: unknown };

/** Writes settings into a data folder's file, beside those that stand there. */
export async function keepSettings(
  data: string,
  { settings, account }: { settings: readonly SettingInForce[]; account: Account },
): Promise<void> {
  const path = join(data, CONFIGURATION_FILE);
  const json = await readJson(path);
  for (const { key, value } of settings) setMember(json, { names: key.split("."), value });
  if (settings.length === 0) return;
  await writeWholeFile(path, `${JSON.stringify(json, undefined, 2)}\n`, {
    ...(account.uid !== process.getuid?.() && { owner: account }),
  });
}

async function readJson(path: string): Promise<Json> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Json;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return {};
    throw new Refusal(`${path} is not JSON: correct it, or remove it to use the defaults`);
  }
}

/** `mail.host` is the member `host` of the object `mail`. */
function setMember(json: Json, { names, value }: { names: readonly string[]; value: unknown }) {
  const [name = "", ...inner] = names;
  if (inner.length === 0) {
    json[name] = value;
    return;
  }
  const object = json[name];
  const child: Json = typeof object === "object" && object !== null ? { ...object } : {};
  json[name] = child;
  setMember(child, { names: inner, value });
}
