import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { metersPage, schemaText } from "./catalogue-page.ts";

const ROOT = join(import.meta.dirname, "..");
const CATALOGUE = join(ROOT, "catalogue/meters");

writeFileSync(join(CATALOGUE, "meter-model.schema.json"), schemaText());
writeFileSync(join(ROOT, "docs/meters.md"), metersPage(loadCatalogue(CATALOGUE)));
