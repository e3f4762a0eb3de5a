import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** `./smartpm` as a process of its own. */
export interface StartedCommand {
  readonly child: ChildProcess;
  /** Resolves with the match when `pattern` is on stdout; rejects when the process ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<EndedCommand>;
}

export interface EndedCommand {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandRun {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
}

/** Starts it without any setting of the person who runs the tests. */
export function startCommand({ args, env = {}, uid }: CommandRun): StartedCommand {
  const { PATH, TMPDIR } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: "/",
    env: { PATH, ...(TMPDIR !== undefined && { TMPDIR }), HOME: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return {
    child,
    ended,
    async says(pattern) {
      const seen = new Promise<RegExpExecArray>((resolve) => {
        const look = () => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
        };
        child.stdout.on("data", look);
        look();
      });
      const end = ended.then((how) => {
        throw new Error(`ended with ${how.code} before it said ${pattern}: ${how.stderr}`);
      });
      return Promise.race([seen, end]);
    },
  };
}
