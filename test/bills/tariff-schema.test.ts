import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { CHARGE_KINDS } from "#domain/tariff/tariff-document.ts";
import { tariffSchema } from "#domain/tariff/tariff-schema.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
// A generic schema reader, none of ours, so that the published file is tried as editors use it.
const published = z.fromJSONSchema(
  read("docs/tariff.schema.json") as Parameters<typeof z.fromJSONSchema>[0],
);

test("the published schema is what the readers say (./smartpm tariff schema prints it)", () => {
  assert.deepEqual(read("docs/tariff.schema.json"), JSON.parse(JSON.stringify(tariffSchema())));
});

test("the schema takes every tariff of the catalogue", () => {
  for (const file of readdirSync(join(root, "catalogue/tariffs"))) {
    const checked = published.safeParse(read(`catalogue/tariffs/${file}`));
    assert.ok(checked.success, `${file}: ${checked.success ? "" : z.prettifyError(checked.error)}`);
  }
});

const document = (charge: Readonly<Record<string, unknown>>) => ({
  format: "smartpm-tariff/1",
  name: "Example",
  commodity: "electricity",
  currency: "EUR",
  charges: [{ id: "a", label: "A", ...charge }],
});

test("the schema refuses what an editor should mark", () => {
  const good = { kind: "fixed", price: "1", per: "day" };
  assert.ok(published.safeParse(document(good)).success);
  const wrong = [
    { ...good, price: 1 },
    { ...good, per: "week" },
    { ...good, prise: "1" },
    { ...good, kind: "fixd" },
    { kind: "fixed", per: "day" },
  ];
  for (const charge of wrong) {
    assert.ok(!published.safeParse(document(charge)).success, JSON.stringify(charge));
  }
});

test("the schema knows every kind of charge", () => {
  const text = readFileSync(join(root, "docs/tariff.schema.json"), "utf8");
  for (const kind of CHARGE_KINDS) assert.ok(text.includes(`"const": "${kind}"`), kind);
});
