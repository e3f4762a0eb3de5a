import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { duplexPair } from "node:stream";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

/** A serial line without hardware: what one side writes the other one reads. */
export interface PseudoTerminal {
  /** Opened by whoever has a serial port. */
  readonly path: string;
  /** The meters' end of the wire. */
  readonly wire: Duplex;
  /** Pulls the plug out of the port. */
  unplug(): Promise<void>;
}

const STARTED_WITHIN_MS = 60_000;

/**
 * A pair of pseudo-terminals, made by `script` of util-linux (in every Debian: package bsdutils),
 * since Node has no call for it. Ends with the test.
 */
export async function pseudoTerminal(t: TestContext): Promise<PseudoTerminal> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-pty-"));
  const named = join(folder, "name");
  // The shell only holds the slave's end open and tells its name; sleep reads nothing from it.
  const hold = `stty raw -echo; tty >'${named}.part'; mv '${named}.part' '${named}'; exec sleep 3600`;
  const child = spawn("script", ["--quiet", "--flush", "--command", hold, "/dev/null"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const exited = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  const deadline = Date.now() + STARTED_WITHIN_MS;
  while (!existsSync(named)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error("`script` of util-linux made no pseudo-terminal");
    }
    await pause(5);
  }
  const [wire, inner] = duplexPair();
  inner.pipe(child.stdin);
  child.stdout.pipe(inner);
  child.stdin.on("error", () => {});
  return {
    path: readFileSync(named, "utf8").trim(),
    wire,
    async unplug() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
