/**
 * Serves the furnished building until it is stopped, to look at the screens while they are made:
 * `node test/browser/serve.ts [PORT]` prints address and sign-in.
 */
import { testDatabase } from "#test/support/test-database.ts";
import { startFurnishedApi, USER } from "./furnished-api.ts";

const tidies: (() => Promise<void> | void)[] = [];
const database = await testDatabase({ after: (tidy) => tidies.push(tidy) });
const api = await startFurnishedApi(database, {
  months: 3,
  port: Number(process.argv[2] ?? 0),
});
process.stdout.write(`${api.address}  ${USER.email}  ${USER.password}\n`);
process.once("SIGTERM", async () => {
  await api.stop();
  for (const tidy of tidies) await tidy();
});
