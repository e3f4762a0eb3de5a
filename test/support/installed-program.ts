import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const OUTPUT_AT_MOST = 50_000_000;

/** Why a test that needs a program of the system is left out; false where the program is there. */
export function missingProgram(name: string, debianPackage: string): string | false {
  const found = spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
  return found ? false : `NOT CHECKED: ${name} is not installed (apt-get install ${debianPackage})`;
}

/** What a program writes to stdout; rejects with what it says where its exit code is not 0. */
export async function outputOf(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(name, [...args], { maxBuffer: OUTPUT_AT_MOST });
  return stdout;
}
