import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { existsSync } from "node:fs";
import type { Keeper, KeptService, ServiceState } from "./keeper.ts";
import { requireProgram, runProgram } from "./run-program.ts";
import { unitText } from "./unit-file.ts";

/** This folder is there where systemd is what started the machine, and nowhere else. */
const RUNNING_SYSTEMD = "/run/systemd/system";
const LINES_OF_LOG = "30";

/** Whether this machine was started by systemd. */
export function hasSystemd(): boolean {
  return existsSync(RUNNING_SYSTEMD);
}

/** Lets systemd keep the service: the machine's, or that of the account's own session. */
export function systemdKeeper(service: KeptService): Keeper {
  const { unit, scope } = service.places;
  const name = basename(unit);
  const ofAccount = scope === "account" ? ["--user"] : [];
  const systemctl = (...words: string[]) =>
    requireProgram(
      { program: "systemctl", args: [...ofAccount, ...words] },
      `systemctl ${words.join(" ")} failed`,
    );
  return {
    logHint: ["journalctl", ...ofAccount, "-u", name].join(" "),
    async setUp() {
      await mkdir(dirname(unit), { recursive: true });
      await writeFile(unit, unitText(service), { mode: 0o644 });
      await systemctl("daemon-reload");
      await systemctl("enable", name);
      return scope === "account" ? lingering(service) : [];
    },
    async takeDown() {
      if (existsSync(unit)) await systemctl("disable", name);
      await rm(unit, { force: true });
      await systemctl("daemon-reload");
    },
    start: async () => void (await systemctl("start", name)),
    stop: async () => void (await systemctl("stop", name)),
    async state() {
      return stateOf(await systemctl("show", name, "-p", "ActiveState,NRestarts"));
    },
    async lastWords() {
      const words = [...ofAccount, "-u", name, "-n", LINES_OF_LOG, "-o", "cat", "--no-pager"];
      return (await runProgram({ program: "journalctl", args: words })).stdout;
    },
  };
}

/** Without it systemd starts what is an account's only when somebody signs in. */
async function lingering({ account }: KeptService): Promise<string[]> {
  const args = ["enable-linger", account.name];
  const { code } = await runProgram({ program: "loginctl", args }).catch(() => ({ code: 1 }));
  if (code === 0) return [];
  return [`let it start at boot, as root: loginctl enable-linger ${account.name}`];
}

/** From `ActiveState=active` and `NRestarts=0`, a line each. */
function stateOf(shown: string): ServiceState {
  const restarts = Number(/^NRestarts=(\d+)/m.exec(shown)?.[1] ?? 0);
  switch (/^ActiveState=(.*)$/m.exec(shown)?.[1]) {
    case "active":
      return { kind: "running", restarts };
    case "activating":
    case "failed":
      return { kind: "failing", restarts };
    default:
      return { kind: "stopped" };
  }
}
