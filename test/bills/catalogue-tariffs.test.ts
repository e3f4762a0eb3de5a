import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";

const folder = join(import.meta.dirname, "../../catalogue/tariffs");

for (const file of readdirSync(folder)) {
  test(`the catalogue's tariff ${file} is a good document`, () => {
    const parsed = parseTariff(JSON.parse(readFileSync(join(folder, file), "utf8")));
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.faults.map(faultText).join("\n"));
  });
}
