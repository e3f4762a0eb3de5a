import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { errorCode, Refusal } from "./refusal.ts";

/** The account that the embedded PostgreSQL runs as. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Whether it is another account than ours: then we are root, and hand the server's folder to it. */
  readonly other: boolean;
}

/** Accounts that root may lend, the fittest first. Every Linux has the last. */
const LENT_ACCOUNTS = ["smartpm", "postgres", "nobody"];

/**
 * Whom to run PostgreSQL as: ourselves, or, since PostgreSQL refuses to run as root, an existing
 * unprivileged account. A folder that exists keeps the account it belongs to.
 */
export async function chooseServerUser(clusterFolder: string): Promise<ServerUser> {
  const self = ownAccount();
  if (self.uid !== 0) return { name: self.username, uid: self.uid, gid: self.gid, other: false };
  const accounts = await readAccounts();
  const owner = await ownerOf(clusterFolder);
  const chosen =
    owner === undefined || owner === 0
      ? LENT_ACCOUNTS.map((name) => accounts.find((account) => account.name === name)).find(Boolean)
      : accounts.find((account) => account.uid === owner);
  if (!chosen) {
    throw new Refusal(
      owner === undefined
        ? "PostgreSQL does not run as root and there is no account to lend it: create one named smartpm, or start SmartPM as an ordinary user"
        : `${clusterFolder} belongs to user id ${owner}, which this machine does not know: give the folder to an existing account`,
    );
  }
  return { ...chosen, other: true };
}

/** As /etc/passwd has it; containers may run us under a number that it does not know. */
function ownAccount() {
  try {
    return userInfo();
  } catch {
    throw new Refusal(
      `PostgreSQL needs a name for user id ${process.getuid?.()}, and /etc/passwd has none: add an entry there, start SmartPM as another user, or set DATABASE_URL`,
    );
  }
}

async function ownerOf(folder: string): Promise<number | undefined> {
  try {
    return (await stat(folder)).uid;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function readAccounts(): Promise<Omit<ServerUser, "other">[]> {
  const text = await readFile("/etc/passwd", "utf8");
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    if (!name || !uid || !gid) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}
