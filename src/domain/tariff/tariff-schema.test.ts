import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tariffSchema } from "./tariff-schema.ts";

test("docs/tariff.schema.json is the schema that the reader of documents yields", () => {
  const path = join(import.meta.dirname, "../../../docs/tariff.schema.json");
  assert.deepEqual(
    JSON.parse(readFileSync(path, "utf8")),
    JSON.parse(JSON.stringify(tariffSchema())),
  );
});
