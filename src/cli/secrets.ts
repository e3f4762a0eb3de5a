import { BROKER_PASSWORD } from "#drivers/mqtt/broker-password.ts";
import { systemClock } from "#platform/clock.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { FolderInUse } from "#platform/folder-lock.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { workFor } from "#platform/origin.ts";
import { Refusal } from "#platform/refusal.ts";
import { beginKeyRotation } from "#platform/secrets.ts";
import { openInstallation } from "#service/open-installation.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import { resealAll } from "#storage/sealed-values.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const OPTIONS = { data: { type: "string" } } as const;
const TASKS = ["rotate"] as const;

export const secretsCommand: Command = {
  usage: `Usage: ./smartpm secrets rotate [--data FOLDER]

Passwords of mail servers and brokers, the key that signs bills and the secrets of authenticator apps
are sealed in the database by secret.key of the data folder.

  rotate    Makes a new secret.key and seals everything anew with it: for when the old one, or a copy of
            the data folder, got about. SmartPM must not run meanwhile. Cut off, nothing is lost: it
            is gone on with by the same command. Make a backup afterwards: older ones hold the old key.

  --data FOLDER   the data folder, as for ./smartpm start`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: [TASKS.join(" or ")],
    });
    const [word = ""] = words;
    if (TASKS.some((task) => task === word)) return rotate(values.data);
    const hint = didYouMean(word, TASKS) || `; there is ${TASKS.join(", ")}`;
    throw new Refusal(`./smartpm secrets has no "${word}"${hint}`);
  },
};

async function rotate(data: string | undefined): Promise<number> {
  const flags = { data };
  const configuration = configurationOf(readSettings({ flags, env: process.env }));
  const installation = await openInstallation(configuration).catch((error: unknown) => {
    if (!(error instanceof FolderInUse)) throw error;
    throw new Refusal(`${error.message}; stop it first: what runs has the old key in memory`);
  });
  try {
    const { box, finish } = await beginKeyRotation(installation.dataFolder);
    const count = await workFor("command line", () =>
      installation.database.transaction(async (tx) => {
        const resealed = await resealAll(tx, {
          brokerName: BROKER_PASSWORD,
          reseal: (name, sealed) => box.seal(name, box.open(name, sealed)),
        });
        await recordAudit(tx, {
          at: systemClock.now(),
          actor: "command line",
          action: "secrets.rotated",
          subject: "secret.key",
          after: { resealed },
        });
        return resealed;
      }),
    );
    await finish();
    process.stdout.write(`${count} secrets sealed anew\n`);
    process.stderr.write("Make a backup now: older ones hold the old key.\n");
    return 0;
  } finally {
    await installation.close();
  }
}
