import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A tariff of the catalogue to begin with. */
export interface TariffExample {
  /** Its file's name: `office-tou`. */
  readonly name: string;
  readonly document: unknown;
}

/** The tariffs of a folder by name. A test holds that each of them is a valid document. */
export function loadTariffExamples(folder: string): readonly TariffExample[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => ({
      name: file.slice(0, -".json".length),
      document: JSON.parse(readFileSync(join(folder, file), "utf8")),
    }));
}
