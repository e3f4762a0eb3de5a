import { access, chmod, constants, mkdir, readdir } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { errorCode, errorText, Refusal } from "./refusal.ts";

/** Where services of the machine keep their data: for accounts without a home. */
const MACHINE_FOLDER = "/var/lib/smartpm";

/** A folder that holds one of these is ours; so is an empty one. */
const OUR_FILES = ["smartpm.lock", "smartpm.json", "backup.key"];

/**
 * Where the data lies unless somebody says otherwise: `$XDG_DATA_HOME/smartpm`, or
 * `~/.local/share/smartpm`, or, without a home, /var/lib/smartpm.
 */
export function defaultDataFolder(env: NodeJS.ProcessEnv): string {
  const xdg = env["XDG_DATA_HOME"];
  if (xdg?.startsWith("/")) return join(xdg, "smartpm");
  const home = env["HOME"] || homeOfAccount();
  return home ? join(home, ".local/share/smartpm") : MACHINE_FOLDER;
}

/** As /etc/passwd has it; accounts of services are given a folder there that does not exist. */
function homeOfAccount(): string | undefined {
  try {
    const home = userInfo().homedir || homedir();
    return home === "/" || home === "/nonexistent" ? undefined : home;
  } catch {
    return undefined; // An account that the machine does not know, as containers have them.
  }
}

/**
 * Makes the data folder where it is missing, closed to all other accounts, and sees that it can be
 * used. Throws a Refusal where it cannot, or where the folder holds somebody else's files.
 */
export async function openDataFolder(folder: string): Promise<void> {
  const advice = "choose another with --data or SMARTPM_DATA";
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const found = await readdir(folder);
    if (found.length > 0 && !OUR_FILES.some((name) => found.includes(name))) {
      throw new Refusal(`${folder} already holds other files: ${advice}`);
    }
    await chmod(folder, 0o700);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`cannot use the data folder ${folder} (${reasonOf(error)}): ${advice}`);
  }
}

function reasonOf(error: unknown): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "no permission",
    EPERM: "it belongs to another account",
    EROFS: "the disk is read-only",
    EEXIST: "it is a file",
    ENOTDIR: "a part of its path is a file",
    ENOSPC: "the disk is full",
  };
  return reasons[errorCode(error) ?? ""] ?? errorText(error);
}
