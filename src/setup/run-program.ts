import { spawn } from "node:child_process";
import { Refusal } from "#platform/refusal.ts";

/** An account of the machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** As whom; as ourselves when left out. */
  readonly account?: Account;
  /** The root of the disk when left out. */
  readonly folder?: string;
}

/** How a program ended. */
export interface ProgramEnd {
  /** Its exit code; 1 where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Of what programs say so much is kept, the end of it. */
const SAID_CHARACTERS_AT_MOST = 20_000;

/** What programs of ours find in their environment: nothing of the person who starts them. */
export const BARE_ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
};

/**
 * The words of a command that runs as an account, with that account's groups: without them a
 * service could not open serial ports. Root only; for ourselves the words are left as they are.
 */
export function wordsAs(account: Account | undefined, words: readonly string[]): string[] {
  if (!account || account.uid === process.getuid?.()) return [...words];
  const { name, gid } = account;
  return ["setpriv", `--reuid=${name}`, `--regid=${gid}`, "--init-groups", ...words];
}

/** Runs it to its end; resolves however it ends. */
export function runProgram({
  program,
  args,
  env,
  account,
  folder = "/",
}: ProgramRun): Promise<ProgramEnd> {
  const [first = "", ...rest] = wordsAs(account, [program, ...args]);
  return new Promise((resolve, reject) => {
    const child = spawn(first, rest, {
      cwd: folder,
      env: env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] = (said[name] + text).slice(-SAID_CHARACTERS_AT_MOST);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, ...said }));
  });
}

/** Runs it, and refuses with `complaint` and its own words where it does not end with 0. */
export async function requireProgram(run: ProgramRun, complaint: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(run);
  if (code === 0) return stdout;
  throw new Refusal(`${complaint} (${complaintOf(stderr || stdout) || `exit code ${code}`})`);
}

/** What a command of ours says for persons, the first line of an error of Node, or the last line. */
export function complaintOf(said: string): string {
  const lines = said.trim().split("\n");
  const at = lines.findLastIndex((line) => line.startsWith("smartpm: "));
  const own = lines[at]?.replace(/^smartpm: /, "");
  const isUnexpected = own?.startsWith("unexpected error") ?? false;
  return (isUnexpected ? lines[at + 1] : own) ?? lines.at(-1) ?? "";
}
