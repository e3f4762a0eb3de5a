/**
 * What `./smartpm tariff explain` says of every tariff of the catalogue and of documents that
 * have every element in them, in every language: a change of words is seen and read here.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { explainTariff } from "#domain/tariff/explain-tariff.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { EXPLAINED_LANGUAGES } from "#domain/tariff/explained-languages.ts";
import { assertGolden } from "#test/support/golden.ts";
import { required } from "#test/support/rating-case.ts";

const FOLDERS = [
  join(import.meta.dirname, "../../catalogue/tariffs"),
  join(import.meta.dirname, "documents"),
];

for (const folder of FOLDERS) {
  for (const file of readdirSync(folder)) {
    const name = file.replace(".json", "");
    test(`${name} is explained`, () => {
      const tariff = required(parseTariff(JSON.parse(readFileSync(join(folder, file), "utf8"))));
      for (const language of EXPLAINED_LANGUAGES) {
        const golden = join(import.meta.dirname, language, `${name}.txt`);
        assertGolden(golden, `${explainTariff(tariff, language)}\n`);
      }
    });
  }
}
