/** A process that delivers one round of mail, to be killed on the way: DATABASE_URL and a port. */
import { createMailTransport } from "#delivery/mail-transport.ts";
import { deliverMail } from "#jobs/deliver-mail.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";

const [url = "", port = ""] = process.argv.slice(2);
const database = openDatabase(url);
const mail = createMailTransport({
  host: "127.0.0.1",
  port: Number(port),
  secure: false,
  from: "billing@quay.example",
});
await deliverMail({ database, clock: systemClock, log: createLog("silent"), mail });
mail.close();
await database.close();
