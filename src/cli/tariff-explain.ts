import { explainTariff } from "#domain/tariff/explain-tariff.ts";
import { EXPLAINED_LANGUAGES } from "#domain/tariff/explained-languages.ts";
import { Refusal } from "#platform/refusal.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readTariff } from "./tariff-file.ts";

/** `./smartpm tariff explain`: what a tariff costs and when, in words. */
export async function explainTariffFile(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({
    args,
    options: { language: { type: "string", default: "en" } },
    words: ["FILE"],
  });
  const language = EXPLAINED_LANGUAGES.find((known) => known === values.language);
  if (!language) {
    throw new Refusal(
      `--language: "${values.language}" is none of ${EXPLAINED_LANGUAGES.join(", ")}`,
    );
  }
  const [path = ""] = words;
  process.stdout.write(`${explainTariff(await readTariff(path), language)}\n`);
  return 0;
}
