import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/adding-a-tariff.md"), "utf8");

test("the document in the guide to tariffs is one", () => {
  const documents = [...guide.matchAll(/```json\n(.*?)```/gs)];
  assert.equal(documents.length, 1);
  const parsed = parseTariff(JSON.parse(documents[0]?.[1] ?? ""));
  assert.deepEqual(parsed.ok ? [] : parsed.faults.map(faultText), []);
});
