import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { Refusal } from "#platform/refusal.ts";
import { type Account, BARE_ENVIRONMENT, requireProgram } from "./run-program.ts";

/** Whoever is in it may open serial ports, on Debian and its kin. */
const SERIAL_GROUP = "dialout";

/** The account of a service by name; undefined where the machine has none such. */
export function findAccount(name: string): Account | undefined {
  try {
    const id = (what: "-u" | "-g") =>
      Number(execFileSync("id", [what, "--", name], { encoding: "utf8", stdio: "pipe" }));
    return { name, uid: id("-u"), gid: id("-g") };
  } catch {
    return undefined;
  }
}

/** Ourselves. */
export function ownAccount(): Account {
  const { username, uid, gid } = userInfo();
  return { name: username, uid, gid };
}

/**
 * The account that a service of the machine runs as, made where it is missing: without a password
 * or a shell, with `home` for a home. Root only.
 */
export async function openServiceAccount(name: string, home: string): Promise<Account> {
  const found = findAccount(name);
  if (found?.uid === 0) {
    throw new Refusal("the service does not run as root: choose another account with --user");
  }
  if (found) return found;
  const groups = hasGroup(SERIAL_GROUP) ? ["--groups", SERIAL_GROUP] : [];
  await requireProgram(
    {
      program: "useradd",
      args: [
        "--system",
        "--user-group",
        "--home-dir",
        home,
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        ...groups,
        name,
      ],
      env: BARE_ENVIRONMENT,
    },
    `the account ${name} cannot be made: make it, or choose another with --user`,
  );
  const made = findAccount(name);
  if (!made) throw new Error(`useradd made no account ${name}`);
  return made;
}

function hasGroup(name: string): boolean {
  return readFileSync("/etc/group", "utf8")
    .split("\n")
    .some((line) => line.startsWith(`${name}:`));
}
