import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { metersPage, schemaText } from "../../tools/catalogue-page.ts";

const ROOT = join(import.meta.dirname, "../..");
const CATALOGUE = join(ROOT, "catalogue/meters");
const AGAIN = "run: node tools/write-catalogue-page.ts";

test("docs/meters.md lists the types of the catalogue as they are", () => {
  const page = readFileSync(join(ROOT, "docs/meters.md"), "utf8");
  assert.equal(page, metersPage(loadCatalogue(CATALOGUE)), AGAIN);
});

test("the JSON Schema beside the catalogue is that of its parser", () => {
  const schema: unknown = JSON.parse(
    readFileSync(join(CATALOGUE, "meter-model.schema.json"), "utf8"),
  );
  assert.deepEqual(schema, JSON.parse(schemaText()), AGAIN);
});
