import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultText } from "#domain/core/fault.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { parseMeterModel } from "./meter-model-file.ts";

/**
 * Reads every `<maker>/<model>.json` under `folder`, by maker and name. Throws with file and field
 * when an entry is not as it should be, or when two have the same id.
 */
export function loadCatalogue(folder: string): MeterModel[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json") && file.includes("/"))
    .toSorted();
  const models = files.map((file) => readModel(folder, file));
  const ids = new Map<string, string>();
  models.forEach(({ id }, n) => {
    const other = ids.get(id);
    if (other) throw new Error(`${files[n]}: the id ${id} is that of ${other}; choose another`);
    ids.set(id, files[n] ?? "");
  });
  return models;
}

function readModel(folder: string, file: string): MeterModel {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(join(folder, file), "utf8"));
  } catch (error) {
    throw new Error(`catalogue entry ${file} is not JSON`, { cause: error });
  }
  const parsed = parseMeterModel(json);
  if (parsed.ok) return parsed.value;
  throw new Error(`catalogue entry ${file}, ${parsed.faults.map(faultText).join("; ")}`);
}
