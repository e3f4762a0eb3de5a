import { tariffSchema } from "#domain/tariff/tariff-schema.ts";
import { parseCommandLine } from "./parse-command-line.ts";

/** `./smartpm tariff schema`: the JSON Schema of tariff documents. */
export async function printTariffSchema(args: readonly string[]): Promise<number> {
  parseCommandLine({ args, options: {}, words: [] });
  process.stdout.write(`${JSON.stringify(tariffSchema(), undefined, 2)}\n`);
  return 0;
}
