import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Commodity } from "#domain/core/commodity.ts";
import { faultText } from "#domain/core/fault.ts";
import { textIn } from "#domain/core/local-text.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { PlannedTenant } from "#simulator/building-plan.ts";

/** A tariff of the catalogue, and which tenants have it. */
export interface DemoTariff {
  readonly name: string;
  readonly commodity: Commodity;
  readonly kinds: readonly PlannedTenant["kind"][];
  /** As it stands in the catalogue, checked. */
  readonly document: unknown;
}

const EVERYBODY = ["shop", "office", "dwelling"] as const;

const FILES: readonly (readonly [file: string, kinds: DemoTariff["kinds"]])[] = [
  ["shop-demand.json", ["shop"]],
  ["office-tou.json", ["office"]],
  ["dwelling-ladder.json", ["dwelling"]],
  ["water-ladder.json", EVERYBODY],
  ["heat-flat.json", EVERYBODY],
];

/** Reads the demo's tariffs from the catalogue. Throws when one is not as it should be. */
export async function readDemoTariffs(catalogueFolder: string): Promise<DemoTariff[]> {
  return Promise.all(
    FILES.map(async ([file, kinds]) => {
      const path = join(catalogueFolder, "tariffs", file);
      const document: unknown = JSON.parse(await readFile(path, "utf8"));
      const parsed = parseTariff(document);
      if (!parsed.ok) throw new Error(`${file}: ${parsed.faults.map(faultText).join("; ")}`);
      const { name, commodity } = parsed.value;
      return { name: textIn(name, "en"), commodity, kinds, document };
    }),
  );
}
