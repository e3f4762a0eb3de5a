import { statfs } from "node:fs/promises";
import { judgeDisk, judgeMails, judgeWebhook } from "#domain/alarms/machine-alarms.ts";
import { readHeldMails } from "#storage/outbox.ts";
import { listSites } from "#storage/sites.ts";
import { listHeldRequests } from "#storage/webhooks.ts";
import { applyVerdicts, type WatchOptions } from "./apply-verdicts.ts";

/**
 * One look at what the machine needs to go on: room on the disk of the data folder, a mail server that
 * takes mails, and receivers of webhooks that take what they are told. Raises and clears the alarms of the first site; without one nobody is there to tell.
 */
export async function watchMachine(
  options: WatchOptions & { readonly dataFolder: string },
): Promise<void> {
  const { database, clock, dataFolder } = options;
  const [site] = await listSites(database);
  if (!site) return;
  const { bavail, blocks, bsize } = await statfs(dataFolder);
  const disk = judgeDisk({
    folder: dataFolder,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
  });
  const now = clock.now();
  const mails = judgeMails(await readHeldMails(database), now);
  const webhooks = (await listHeldRequests(database)).map((held) => judgeWebhook(held, now));
  await applyVerdicts(options, {
    siteId: site.id,
    rules: ["disk-low", "mail-failing", "webhook-failing"],
    verdicts: [disk, mails, ...webhooks],
  });
}
