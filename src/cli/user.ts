import { randomInt } from "node:crypto";
import { hashPassword } from "#api/passwords.ts";
import { systemClock } from "#platform/clock.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { removeSecondFactor } from "#storage/second-factors.ts";
import { forgetSignIns } from "#storage/sign-in-records.ts";
import {
  deleteUserSessions,
  listUserViews,
  updatePassword,
  updateUser,
} from "#storage/user-changes.ts";
import { asId, type UserId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = { data: { type: "string" } } as const;
const TASKS = ["list", "recover"] as const;

/** Without those that look alike on paper. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 5;

export const userCommand: Command = {
  usage: `Usage: ./smartpm user list [--data FOLDER]
       ./smartpm user recover EMAIL [--data FOLDER]

For whoever has this machine and cannot get in by the web any more.

  list       Everybody who may sign in, or could once.
  recover    Lets somebody in again: prints a password that holds for a week and lets its user choose
             one of their own, switches the second factor off, ends every session of the user, forgets
             the wrong attempts, and lets the user in where that was stopped. It is in the audit log.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: [TASKS.join(" or "), "EMAIL"],
      wordsAtLeast: 1,
    });
    const { data } = values;
    const [word = "", email] = words;
    switch (TASKS.find((one) => one === word)) {
      case "list":
        return withDatabase({ data }, list);
      case "recover":
        if (email === undefined)
          throw new Refusal("EMAIL is missing: ./smartpm user list has them");
        return withDatabase({ data }, (database) => recover(database, email));
      case undefined: {
        const hint = didYouMean(word, TASKS) || `; there are ${TASKS.join(", ")}`;
        throw new Refusal(`./smartpm user has no "${word}"${hint}`);
      }
    }
  },
};

async function list(database: Database): Promise<number> {
  for (const { email, name, role, disabledAt } of await listUserViews(database)) {
    const state = disabledAt === null ? "" : "  shut out";
    process.stdout.write(`${email}  ${role}  ${name}${state}\n`);
  }
  return 0;
}

async function recover(database: Database, email: string): Promise<number> {
  const password = madePassword();
  const passwordHash = await hashPassword(password);
  await database.transaction(async (tx) => {
    const users = await listUserViews(tx);
    const user = users.find((one) => one.email === email.toLowerCase());
    if (!user) {
      const hint = didYouMean(
        email,
        users.map((one) => one.email),
      );
      throw new Refusal(`there is no user ${email}${hint || "; ./smartpm user list has them"}`);
    }
    const id = asId<UserId>(user.id);
    const at = systemClock.now();
    await updatePassword(tx, { id, passwordHash, givenAt: at });
    await updateUser(tx, { ...user, id, tenantId: user.tenant?.id ?? null, disabledAt: null });
    await deleteUserSessions(tx, id);
    const hadSecondFactor = await removeSecondFactor(tx, id);
    await forgetSignIns(tx, user.email);
    await recordAudit(tx, {
      at,
      actor: "command line",
      action: "user.recovered",
      subject: `user ${id}`,
      before: { disabledAt: user.disabledAt?.toString() ?? null, hadSecondFactor },
    });
  });
  process.stdout.write(`${password}\n`);
  process.stderr.write(
    `Whoever signs in as ${email} with this password within a week is asked for one of their own.\n`,
  );
  return 0;
}

function madePassword(): string {
  return Array.from({ length: GROUPS }, madeGroup).join("-");
}

function madeGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
