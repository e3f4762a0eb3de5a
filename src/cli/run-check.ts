import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";

/** A command that must end well. */
export interface Check {
  readonly name: string;
  readonly run: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Shows what it writes to stderr while it runs. */
  readonly progress?: boolean;
  /** A file that gets all it wrote, also when it ended well. */
  readonly log?: string;
}

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
}

const MS_PER_SECOND = 1_000;
/** Of a failed command's output, what is shown: the end says what failed. */
const SHOWN_CHARACTERS = 20_000;

/** Runs a check and says on stdout how it went; shows its output only when it failed. */
export async function runCheck(check: Check, folder: string): Promise<CheckResult> {
  const [command = "", ...args] = check.run;
  const startedMs = performance.now();
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, ...check.env, FORCE_COLOR: "0" },
    stdio: ["ignore", "pipe", check.progress ? "inherit" : "pipe"],
  });
  let output = "";
  const collect = (text: string) => {
    output = check.log === undefined ? (output + text).slice(-SHOWN_CHARACTERS) : output + text;
  };
  child.stdout?.setEncoding("utf8").on("data", collect);
  child.stderr?.setEncoding("utf8").on("data", collect);
  const [code] = await once(child, "close");
  const seconds = ((performance.now() - startedMs) / MS_PER_SECOND).toFixed(1);
  const passed = code === 0;
  process.stdout.write(`${passed ? "passed" : "FAILED"}  ${check.name}  (${seconds} s)\n`);
  if (!passed) process.stdout.write(`${output.slice(-SHOWN_CHARACTERS)}\n`);
  if (check.log !== undefined) await writeFile(check.log, output);
  return { name: check.name, passed };
}
