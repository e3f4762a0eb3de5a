import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const PROBE_MS = 5_000;

/**
 * The words before a command that let the kernel end it with a signal when we die, however we do;
 * none where `setpriv` is not installed, or is BusyBox's, which cannot.
 */
export async function dieWithParent(signal: "INT" | "TERM"): Promise<string[]> {
  const words = ["setpriv", "--pdeathsig", signal];
  try {
    const [program = "", ...args] = words;
    await run(program, [...args, "true"], { timeout: PROBE_MS });
    return words;
  } catch {
    return [];
  }
}
