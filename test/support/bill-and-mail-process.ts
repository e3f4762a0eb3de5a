/**
 * A worker that bills, sets documents and mails them until nothing is left to do, to be killed on
 * the way: DATABASE_URL, the port of the mail server and the time it is.
 */
import { createMailTransport } from "#delivery/mail-transport.ts";
import { startBillRenderer } from "#documents/bill-renderer.ts";
import { createSigningIdentity } from "#documents/signing-certificate.ts";
import type { BillId } from "#domain/core/id.ts";
import { deliverMail } from "#jobs/deliver-mail.ts";
import { renderBillDocuments } from "#jobs/render-bill-documents.ts";
import { workBillRuns } from "#jobs/work-bill-run.ts";
import { MovableClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";

const [url = "", port = "", now = ""] = process.argv.slice(2);
const database = openDatabase(url);
const clock = new MovableClock(Temporal.Instant.from(now));
const log = createLog("silent");
const mail = createMailTransport({
  host: "127.0.0.1",
  port: Number(port),
  secure: false,
  from: "billing@quay.example",
});
const signingKey = await createSigningIdentity("Quay", clock);
const renderer = await startBillRenderer({ signingKey, processes: 1, clock });
const setAside = new Map<BillId, Temporal.Instant>();
process.stdout.write("working\n");
for (let done = 1; done > 0;) {
  await workBillRuns({ database, clock, batchSize: 2 });
  process.stdout.write("worked\n");
  done = await renderBillDocuments({ database, clock, log, renderer, setAside });
  done += (await deliverMail({ database, clock, log, mail })).sent;
}
mail.close();
await renderer.stop();
await database.close();
