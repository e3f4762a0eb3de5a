import { faultText } from "#domain/core/fault.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readJson, tariffOf } from "./tariff-file.ts";

/** `./smartpm tariff validate`: every fault of every file on a line of its own. */
export async function validateTariffs(args: readonly string[]): Promise<number> {
  const { words } = parseCommandLine({ args, options: {}, words: ["FILE"], lastRepeats: true });
  let exitCode = 0;
  for (const path of words) {
    const faults = await faultsOf(path);
    const lines = faults.length > 0 ? faults : [`${path}: sound`];
    process.stdout.write(`${lines.join("\n")}\n`);
    if (faults.length > 0) exitCode = 1;
  }
  return exitCode;
}

/** A file that cannot be read is a fault of its own: the others are looked at all the same. */
async function faultsOf(path: string): Promise<readonly string[]> {
  try {
    const tariff = tariffOf(await readJson(path));
    return tariff.ok ? [] : tariff.faults.map((fault) => `${path}: ${faultText(fault)}`);
  } catch (error) {
    if (error instanceof Refusal) return [errorText(error)];
    throw error;
  }
}
