import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { loadCatalogue } from "./catalogue.ts";
import { METER_TYPES } from "#simulator/meter-types.ts";

const CATALOGUE = join(import.meta.dirname, "../../catalogue/meters");
const models = loadCatalogue(CATALOGUE);

/** A folder with one entry: the generic water meter, changed. */
async function catalogueWith(t: TestContext, change: (entry: Record<string, unknown>) => unknown) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-catalogue-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "acme"));
  const entry: Record<string, unknown> = JSON.parse(
    await readFile(join(CATALOGUE, "generic/water.json"), "utf8"),
  );
  await writeFile(join(folder, "acme/flow.json"), JSON.stringify(change(entry)));
  return folder;
}

test("the catalogue has the models that the building of the demo is made of", () => {
  const ids = new Set(models.map(({ id }) => id));
  for (const id of ["schneider-iem3155", "schneider-iem3255", "eastron-sdm630", "water", "heat"]) {
    assert.ok(ids.has(id), id);
  }
});

test("the simulator's meters count as their entries say", () => {
  for (const { modelId, channel } of Object.values(METER_TYPES)) {
    const model = models.find(({ id }) => id === modelId);
    const billing = model?.registers.find(({ role }) => role === "billing");
    assert.deepEqual(
      { ...channel },
      {
        quantity: billing?.quantity,
        unit: billing?.unit,
        resolution: billing?.resolution,
        registerDigits: billing?.digits,
      },
      modelId,
    );
  }
});

test("no two registers of a Modbus model overlap", () => {
  for (const { id, registers } of models.filter((model) => model.protocol === "modbus")) {
    const words = registers.flatMap(({ functionCode, address, type }) =>
      Array.from({ length: WORDS_OF_TYPE[type] }, (_, n) => `${functionCode} ${address + n}`),
    );
    assert.equal(new Set(words).size, words.length, id);
  }
});

test("a wrong entry is refused with its file, its field and what is wrong", async (t) => {
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ id: "Acme Flow" }, /acme\/flow\.json, id: is not lower case with dashes/],
    [{ registersAtMost: 126 }, /acme\/flow\.json, registersAtMost: /],
    [{ registers: [] }, /acme\/flow\.json, registers: /],
    [{ colour: "red" }, /acme\/flow\.json, .*colour/],
  ];
  for (const [change, message] of cases) {
    const folder = await catalogueWith(t, (entry) => ({ ...entry, ...change }));
    assert.throws(() => loadCatalogue(folder), message);
  }
});

test("two entries of one id are refused with both files", async (t) => {
  const folder = await catalogueWith(t, (entry) => entry);
  await writeFile(
    join(folder, "acme/again.json"),
    await readFile(join(folder, "acme/flow.json"), "utf8"),
  );
  assert.throws(() => loadCatalogue(folder), /acme\/flow\.json: the id water .* acme\/again\.json/);
});
