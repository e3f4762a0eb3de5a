/**
 * Thirty percent of a shop's electricity led past its meter, in the simulated building's own page:
 * the demo's electricity on its own wires, five weeks of past, and quarter hours that pass in half a
 * minute.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { hashPassword } from "#api/passwords.ts";
import { DEMO } from "#demo/demo-building.ts";
import { readDemoTariffs } from "#demo/demo-tariffs.ts";
import { loadHistory } from "#demo/load-history.ts";
import { gatewayName, seedProperty } from "#demo/seed-property.ts";
import { startMailReceiver } from "#delivery/mail-receiver.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { createLog } from "#platform/log.ts";
import { openInstallation } from "#service/open-installation.ts";
import { CATALOGUE_FOLDER, runService } from "#service/run-service.ts";
import type { BuildingPlan } from "#simulator/building-plan.ts";
import { planBuilding } from "#simulator/building.ts";
import { ConsumptionModel } from "#simulator/consumption-model.ts";
import { startSimulator } from "#simulator/start-simulator.ts";
import { listLines, setLineTransport } from "#storage/meters.ts";
import { createUser } from "#storage/users.ts";
import { startBrowser } from "#test/support/browser.ts";
import { useKeyboardAlone } from "#test/support/keyboard-alone.ts";
import { quarterClock } from "#test/support/quarter-clock.ts";
import { signIn } from "#test/support/running-demo.ts";
import { patience } from "#test/support/slow-browser.ts";
import { testDatabaseUrl } from "#test/support/test-database.ts";
import { mailsInOutbox } from "#test/support/outbox-mails.ts";
import { until } from "#test/support/until.ts";

const SPEED = 60;
/** A Tuesday morning. */
const SHOWN_FROM = Temporal.Instant.from("2026-11-24T09:00:00Z");
const READ_FROM = Temporal.PlainDate.from("2026-10-19");
const SHOP = "Shop 1.08 electricity";
/** The interval that has begun and the next whole one, and what a busy machine takes beside. */
const TOLD_WITHIN_MS = patience(240_000);
/** Two whole intervals after the repair. */
const CLEARED_WITHIN_MS = patience(300_000);

function isElectric({ commodity }: { readonly commodity: string }): boolean {
  return commodity === "electricity";
}

/** What the demo has of electricity. */
function electricityOf(plan: BuildingPlan): BuildingPlan {
  return { ...plan, points: plan.points.filter(isElectric), zones: plan.zones.filter(isElectric) };
}

async function runBuilding(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-evasion-"));
  /** Last begun, first ended. */
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  t.after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  const settings = readSettings({ flags: { data: folder, port: "0" }, env: {} });
  const configuration = { ...configurationOf(settings), databaseUrl: await testDatabaseUrl(t) };
  const installation = await openInstallation(configuration);
  ends.push(() => installation.close());
  const { database } = installation;
  const plan = electricityOf(planBuilding({ seed: DEMO.seed, timeZone: DEMO.timeZone }));
  const tariffs = await readDemoTariffs(CATALOGUE_FOLDER);
  const { siteId, channels } = await database.transaction((tx) =>
    seedProperty(tx, {
      plan,
      tariffs,
      readFrom: READ_FROM,
      billedFrom: READ_FROM.add({ months: 2 }),
    }),
  );
  await loadHistory({
    database,
    model: new ConsumptionModel(plan),
    bypasses: new Map(),
    channels,
    from: READ_FROM.toZonedDateTime(DEMO.timeZone).toInstant(),
    to: SHOWN_FROM,
    silentSince: new Map(),
    progress: { step() {}, done() {}, finish() {} },
  });
  const { email, password } = DEMO.administrator;
  await createUser(database, {
    email,
    name: "The administrator",
    role: "administrator",
    language: "en",
    tenantId: null,
    passwordHash: await hashPassword(password),
    createdAt: SHOWN_FROM,
  });
  const clock = quarterClock(SHOWN_FROM, SPEED);
  const catalogue = loadCatalogue(join(CATALOGUE_FOLDER, "meters"));
  const building = await startSimulator({ plan, clock, catalogue, folder, controlPort: 0 });
  ends.push(() => building.stop());
  for (const { id: lineId, name } of await listLines(database, siteId)) {
    const port = building.ports.find((_, n) => name === gatewayName(n + 1)) ?? 1;
    const transport = { kind: "modbus-tcp", host: "127.0.0.1", port, timeoutMs: 800 } as const;
    await setLineTransport(database, { lineId, transport });
  }
  const log = createLog("silent");
  const receiver = await startMailReceiver({ database, clock, log, port: 0 });
  ends.push(() => receiver.stop());
  const mail = {
    host: "127.0.0.1",
    port: receiver.port,
    secure: false,
    user: undefined,
    password: undefined,
    from: "SmartPM <smartpm@lighthouse-court.example>",
  };
  const backup = { ...configuration.backup, time: undefined };
  const service = await runService({
    installation,
    clock,
    log,
    configuration: { ...configuration, mail, backup },
  });
  ends.push(() => service.stop());
  const { controlAddress } = building;
  const address = service.address ?? assert.fail("no web");
  return { address, controlAddress, email, password, tenantEmail: "", folder, database };
}

test("a shop leads 30 % past its meter: told with the next interval, by name, and cleared", async (t) => {
  const building = await runBuilding(t);
  const browser = await startBrowser(t);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: "en-GB" });
  const failures: string[] = [];
  page.on("pageerror", (error) => failures.push(error.message));
  useKeyboardAlone(page);
  await signIn(page, building);
  const control = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  useKeyboardAlone(control);
  await control.goto(building.controlAddress);
  await control.getByRole("searchbox").fill(SHOP);
  const meter = control.locator("#meters tr:visible");
  const alarm = page.getByText("Electricity: loses more than it used to").first();
  assert.equal(await alarm.count(), 0);

  await meter.getByRole("button", { name: "Steal 30 %" }).click();
  await alarm.waitFor({ timeout: TOLD_WITHIN_MS });
  const first = page.getByRole("region", { name: "Look here first" }).getByRole("listitem").first();
  assert.match(await first.innerText(), new RegExp(SHOP));
  await until("the mail is in the Outbox, and names it", async () => {
    const mails = await mailsInOutbox(page, building.address);
    const { rows } = await building.database.query<{ body: string }>(
      "select body from outbox_mail",
    );
    const isNamed = rows.some(({ body }) => body.includes(`1. ${SHOP}`));
    return isNamed && mails.some(({ subject }) => subject.includes("loses more than it used to"));
  });
  const folder = process.env["SMARTPM_PICTURES"];
  if (folder !== undefined) await page.screenshot({ path: join(folder, "evasion-1280.png") });

  await meter.getByRole("button", { name: "End theft" }).click();
  await alarm.waitFor({ state: "hidden", timeout: CLEARED_WITHIN_MS });
  assert.deepEqual(failures, []);
});
