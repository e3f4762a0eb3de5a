import { convertUrdb, isUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { faultText } from "#domain/core/fault.ts";
import { Refusal } from "#platform/refusal.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readJson } from "./tariff-file.ts";

/** `./smartpm tariff convert`: a document of the US utility rate database as one of ours. */
export async function convertTariffFile(args: readonly string[]): Promise<number> {
  const { words } = parseCommandLine({ args, options: {}, words: ["URDB.json"] });
  const [path = ""] = words;
  const json = await readJson(path);
  if (!isUrdb(json)) {
    throw new Refusal(
      `${path} is no document of the US utility rate database: it has no energyratestructure, flatdemandstructure or demandratestructure`,
    );
  }
  const converted = convertUrdb(json);
  // What the conversion writes has to stand the same checks as what people write.
  const checked = converted.ok ? parseTariff(converted.value) : converted;
  if (!converted.ok || !checked.ok) {
    const faults = checked.ok ? [] : checked.faults;
    for (const fault of faults) process.stderr.write(`${path}: ${faultText(fault)}\n`);
    return 1;
  }
  process.stdout.write(`${JSON.stringify(converted.value, undefined, 2)}\n`);
  return 0;
}
