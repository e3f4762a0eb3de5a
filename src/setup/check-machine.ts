import { existsSync } from "node:fs";
import { access, constants, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { BACKUP_KEY_FILE } from "#backup/backup-key.ts";
import type { Configuration } from "#platform/configuration.ts";
import { errorCode, errorText } from "#platform/refusal.ts";
import { SECRET_KEY_FILE } from "#platform/secrets.ts";
import { bad, doubtful, type Finding, good } from "./check.ts";
import { type Account, BARE_ENVIRONMENT, runProgram } from "./run-program.ts";

const NODE_MAJOR = 26;
const GIGABYTE = 1e9;
const LEAST_FREE_BYTES = 1 * GIGABYTE;
const COMFORTABLE_FREE_BYTES = 5 * GIGABYTE;
const CLOCK_PROGRAM = "timedatectl";

/** The Node that runs this is the one that runs the service. */
export async function checkNode(): Promise<Finding[]> {
  const { node } = process.versions;
  if (Number(node.split(".")[0]) === NODE_MAJOR) return [good("node", `Node ${node}`)];
  return [bad("node", `Node ${node} instead of ${NODE_MAJOR}`, "start it with ./smartpm")];
}

/** The data folder, its keys and whose they are; `account` is the service's. */
export async function checkDataFolder(
  data: string,
  account: Account | undefined,
): Promise<Finding[]> {
  const about = "data folder";
  if (!existsSync(data)) {
    return [doubtful(about, `${data} is not there yet`, "./smartpm start or install makes it")];
  }
  const findings: Finding[] = [];
  const { mode, uid } = await stat(data);
  if ((mode & 0o077) !== 0) {
    findings.push(bad(about, `other accounts can look into ${data}`, `chmod 700 ${data}`));
  }
  if (account && uid !== account.uid) {
    const remedy = `chown -R ${account.name} ${data}`;
    findings.push(bad(about, `${data} does not belong to ${account.name}`, remedy));
  }
  for (const name of [SECRET_KEY_FILE, BACKUP_KEY_FILE]) {
    findings.push(...(await checkKey(join(data, name), account)));
  }
  return findings.length > 0 ? findings : [good(about, `${data} is closed to other accounts`)];
}

async function checkKey(path: string, account: Account | undefined): Promise<Finding[]> {
  if (!existsSync(path)) return [];
  const { mode, uid } = await stat(path);
  if ((mode & 0o077) !== 0) {
    return [bad("keys", `other accounts can read ${path}`, `chmod 600 ${path}`)];
  }
  if (!account || uid === account.uid) return [];
  return [bad("keys", `${account.name} cannot read ${path}`, `chown ${account.name} ${path}`)];
}

/** What is free for data and backups; a backup needs the database's size twice while it is proven. */
export async function checkDisks({ backup, dataFolder }: Configuration): Promise<Finding[]> {
  const findings = [await checkDisk("disk of the data", dataFolder)];
  if (existsSync(backup.folder)) {
    findings.push(await checkDisk("disk of the backups", backup.folder));
    const { dev } = await stat(backup.folder);
    if (dev === (await stat(dataFolder)).dev && backup.copyCommand === undefined) {
      findings.push(
        doubtful(
          "place of the backups",
          "backups lie on the same disk as the data, and nothing copies them elsewhere",
          "set backup.folder to another disk, or backup.copyCommand: docs/operations.md",
        ),
      );
    }
  }
  return findings;
}

async function checkDisk(about: string, folder: string): Promise<Finding> {
  const place = existsSync(folder) ? folder : "/";
  const { bavail, bsize, ffree, files } = await statfs(place);
  const free = bavail * bsize;
  const found = `${(free / GIGABYTE).toFixed(1)} GB free at ${folder}`;
  if (free < LEAST_FREE_BYTES)
    return bad(about, found, "make room: readings are lost when it is full");
  if (files > 0 && ffree === 0) return bad(about, `no inodes free at ${folder}`, "remove files");
  if (free < COMFORTABLE_FREE_BYTES) return doubtful(about, found, "make room soon");
  return good(about, found);
}

/** Whether somebody sets the machine's clock. */
export async function checkClock(): Promise<Finding[]> {
  const about = "clock";
  const args = ["show", "-p", "NTPSynchronized", "--value"];
  const told = await runProgram({ program: CLOCK_PROGRAM, args, env: BARE_ENVIRONMENT }).catch(
    () => undefined,
  );
  switch (told?.code === 0 ? told.stdout.trim() : undefined) {
    case "yes":
      return [good(about, "set by the network's time")];
    case "no":
      return [
        doubtful(
          about,
          "nobody sets it: readings would come into the wrong quarter of an hour",
          "timedatectl set-ntp true, or install chrony",
        ),
      ];
    default:
      return [
        doubtful(
          about,
          "cannot tell whether anybody sets it (no timedatectl, as in a container)",
          "let the machine, or the container's host, follow the network's time",
        ),
      ];
  }
}

/** Whether the service's account may open the serial ports that lines are on. */
export async function checkSerialPorts(
  paths: readonly string[],
  account: Account | undefined,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const path of paths) findings.push(await checkSerialPort(path, account));
  return findings;
}

async function checkSerialPort(path: string, account: Account | undefined): Promise<Finding> {
  const about = `serial port ${path}`;
  try {
    await access(path, constants.F_OK);
  } catch (error) {
    const others = (await readdir("/dev")).filter((name) => /^tty(USB|ACM|AMA)\d/.test(name));
    const hint = others.length > 0 ? `; there are ${others.join(", ")}` : "";
    const reason = errorCode(error) === "ENOENT" ? "is not there" : errorText(error);
    return bad(about, `${reason}${hint}`, "plug the adapter in, or correct the line's port");
  }
  const words = { program: "test", args: ["-r", path, "-a", "-w", path], env: BARE_ENVIRONMENT };
  const { code } = await runProgram({ ...words, ...(account && { account }) });
  if (code === 0) return good(about, "can be opened");
  const name = account?.name ?? "this account";
  return bad(about, `${name} may not open it`, `usermod -a -G dialout ${name}, then restart`);
}
