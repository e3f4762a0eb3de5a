import { openAuditKey, sealAudit, verifyAudit } from "#jobs/seal-audit.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { listAuditEntries } from "#storage/audit-views.ts";
import type { Command } from "./command.ts";
import { wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = {
  data: { type: "string" },
  last: { type: "string" },
} as const;
const TASKS = ["list", "verify"] as const;
const LISTED = 50;

export const auditCommand: Command = {
  usage: `Usage: ./smartpm audit list [--last NUMBER] [--data FOLDER]
       ./smartpm audit verify [--data FOLDER]

Every change to money, readings, tariffs, users and configuration is in the audit log: who, when,
from where, what was before and after. Entries are never changed, and each is sealed to all before it.

  list      The last entries, newest first; --last says how many (${LISTED}).
  verify    Goes through the whole chain: finds the first entry that was changed, is gone or was
            put in, also when that was done in the database itself. The exit code is 1 then.
            Prints the digest of the last link: noted elsewhere, it proves the log up to here.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const { values, words } = parseCommandLine({ args, options: OPTIONS, words: ["TASK"] });
    const { data } = values;
    const task = TASKS.find((one) => one === words[0]);
    switch (task) {
      case "list": {
        const last = wholeNumberOption("--last", values.last ?? `${LISTED}`);
        return list(data, last);
      }
      case "verify":
        return verify(data);
      case undefined: {
        const hint = didYouMean(words[0] ?? "", TASKS) || `; there are ${TASKS.join(", ")}`;
        throw new Refusal(`./smartpm audit has no "${words[0]}"${hint}`);
      }
    }
  },
};

async function list(data: string | undefined, atMost: number): Promise<number> {
  const entries = await withDatabase({ data }, (database) =>
    listAuditEntries(database, { atMost }),
  );
  for (const { at, actor, origin, action, subject } of entries) {
    const from = origin === null ? "" : ` from ${origin}`;
    process.stdout.write(
      `${at.toString({ smallestUnit: "second" })}  ${actor}${from}  ${action}  ${subject}\n`,
    );
  }
  return 0;
}

async function verify(data: string | undefined): Promise<number> {
  const check = await withDatabase({ data }, async (database, { dataFolder }) => {
    const key = await openAuditKey(database, await openSecretBox(dataFolder));
    const chain = { database, key, dataFolder };
    while (await sealAudit(chain)) {
      // What waits for its seal.
    }
    return verifyAudit(chain);
  });
  const { entries, headDigest, broken } = check;
  if (broken === undefined) {
    process.stdout.write(`good: ${entries} entries as they were sealed, up to ${headDigest}\n`);
    return 0;
  }
  process.stdout.write(
    `NOT good: ${broken}; the ${entries} entries before it are as they were sealed\n`,
  );
  return 1;
}
