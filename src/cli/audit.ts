import { openAuditKey, sealAudit, verifyAudit } from "#jobs/seal-audit.ts";
import { openReadingSeals, verifyReadings } from "#jobs/seal-readings.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import { openSecretBox } from "#platform/secrets.ts";
import { listAuditEntries } from "#storage/audit-views.ts";
import type { SealCheck } from "#storage/month-seals.ts";
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
            Then goes through the readings of all days that are packed, each month of a meter
            under a seal: finds those that were changed in the database itself.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: [TASKS.join(" or ")],
    });
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
  const { check, readings } = await withDatabase({ data }, async (database, { dataFolder }) => {
    const box = await openSecretBox(dataFolder);
    await openReadingSeals(database, box);
    const key = await openAuditKey(database, box);
    const chain = { database, key, dataFolder };
    while (await sealAudit(chain)) {
      // What waits for its seal.
    }
    return { check: await verifyAudit(chain), readings: await verifyReadings(database) };
  });
  const { entries, headDigest, broken } = check;
  process.stdout.write(
    broken === undefined
      ? `good: ${entries} entries as they were sealed, up to ${headDigest}\n`
      : `NOT good: ${broken}; the ${entries} entries before it are as they were sealed\n`,
  );
  process.stdout.write(readingsText(readings));
  return broken === undefined && readings.broken === 0 ? 0 : 1;
}

function readingsText({ months, unsealed, broken, first }: SealCheck): string {
  const sealed = `${months - unsealed - broken} of ${months} months of readings as they were sealed`;
  const waiting = unsealed === 0 ? "" : `, ${unsealed} not sealed yet: the service does it soon`;
  if (broken === 0) return `good: ${sealed}${waiting}\n`;
  const told = first.map(
    ({ channelId, month, point }) =>
      `  ${point}, ${month.slice(0, 7)} (channel ${channelId}) is not as it was sealed\n`,
  );
  const more = broken > first.length ? `  and ${broken - first.length} more\n` : "";
  return `NOT good: ${sealed}${waiting}\n${told.join("")}${more}`;
}
