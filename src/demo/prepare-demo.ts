import { writeFile } from "node:fs/promises";
import { hashPassword } from "#api/passwords.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import { runDueBills } from "#jobs/run-due-bills.ts";
import type { Installation } from "#service/open-installation.ts";
import { CATALOGUE_FOLDER } from "#service/run-service.ts";
import { type Bypasses, ConsumptionModel } from "#simulator/consumption-model.ts";
import type { BuildingPlan } from "#simulator/building-plan.ts";
import { loadBypasses, saveBypasses } from "#simulator/bypass-journal.ts";
import { bypassFile } from "#simulator/start-simulator.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { storeAttempts } from "#storage/live-values.ts";
import { newestReading } from "#storage/readings.ts";
import { listSites } from "#storage/sites.ts";
import { listTenants } from "#storage/tenants.ts";
import { createUser } from "#storage/users.ts";
import { billHistory } from "./bill-history.ts";
import { DEMO } from "./demo-building.ts";
import { readDemoTariffs } from "./demo-tariffs.ts";
import { loadHistory, loadRows } from "./load-history.ts";
import { payHistory } from "./pay-history.ts";
import type { Progress } from "./progress.ts";
import { mailName, seedProperty } from "./seed-property.ts";

export interface PrepareOptions {
  readonly installation: Installation;
  readonly plan: BuildingPlan;
  readonly clock: Clock;
  readonly log: Log;
  readonly progress: Progress;
}

/**
 * Makes the demo's past: at the first start the property, 13 months of readings and 12 months of
 * bills; later what the meters counted while the demo was not running.
 */
export async function prepareDemo(options: PrepareOptions): Promise<void> {
  const [site] = await listSites(options.installation.database);
  if (site) await catchUp(options);
  else await prepareAnew(options);
  options.progress.finish();
}

/** The index in the plan of the point of a tenant, chosen by kind and place among its kind. */
export function pointOf(
  plan: BuildingPlan,
  {
    kind,
    index,
    commodity,
  }: { readonly kind: string; readonly index: number; readonly commodity: string },
): number {
  const tenant = plan.tenants.filter((one) => one.kind === kind)[index];
  const found = plan.points.findIndex(
    (point) => point.tenant === tenant?.name && point.commodity === commodity,
  );
  if (found < 0) throw new RangeError(`the plan has no ${kind} ${index} with ${commodity}`);
  return found;
}

async function prepareAnew(options: PrepareOptions): Promise<void> {
  const { installation, plan, clock, log, progress } = options;
  const { database } = installation;
  const now = clock.now();
  const thisMonth = now.toZonedDateTimeISO(plan.timeZone).toPlainDate().with({ day: 1 });
  const readFrom = thisMonth.subtract({ months: DEMO.monthsRead });
  const billedFrom = thisMonth.subtract({ months: DEMO.monthsBilled });
  const bypasses = await startTheft(options, now);
  progress.step("The building with its tenants, meters and tariffs");
  const tariffs = await readDemoTariffs(CATALOGUE_FOLDER);
  const silent = silentSince(plan, now);
  const { siteId, channels } = await database.transaction(async (tx) => {
    const seeded = await seedProperty(tx, { plan, tariffs, readFrom, billedFrom });
    const answered = seeded.meters.map((meter, n) => ({
      ...meter,
      at: silent.get(n) ?? now,
      error: undefined,
      errorKind: undefined,
      latencyMs: undefined,
    }));
    await storeAttempts(tx, answered);
    return seeded;
  });
  progress.step("13 months of readings", channels.length);
  await loadHistory({
    database,
    model: new ConsumptionModel(plan),
    bypasses,
    channels,
    from: readFrom.toZonedDateTime(plan.timeZone).toInstant(),
    to: now,
    silentSince: silent,
    progress,
  });
  progress.step("12 months of bills", plan.tenants.length * DEMO.monthsBilled);
  const months = Array.from({ length: DEMO.monthsBilled }, (_, n) => billedFrom.add({ months: n }));
  const { timeZone } = plan;
  await billHistory({ database, log, timeZone, months, tenants: plan.tenants.length, progress });
  await payHistory(database, { siteId, now });
  // Last: somebody who can sign in says that everything before is there.
  await createUsers(options);
}

/** One tenant has been stealing for some days when the demo begins. */
async function startTheft(
  { installation, plan }: PrepareOptions,
  now: Temporal.Instant,
): Promise<Bypasses> {
  const { thief } = DEMO;
  const point = plan.points[pointOf(plan, { ...thief, commodity: "electricity" })];
  if (!point) throw new RangeError("the plan has no thief");
  const from = now
    .toZonedDateTimeISO(plan.timeZone)
    .subtract({ days: thief.daysAgo })
    .startOfDay()
    .toInstant();
  const bypasses = new Map([[point.name, [{ from, permille: thief.permille }]]]);
  await saveBypasses(bypassFile(installation.dataFolder), bypasses);
  return bypasses;
}

/** The meter that has had no plug for some hours when the demo begins. */
function silentSince(
  plan: BuildingPlan,
  now: Temporal.Instant,
): ReadonlyMap<number, Temporal.Instant> {
  const { unplugged } = DEMO;
  const point = pointOf(plan, { ...unplugged, commodity: "heat" });
  return new Map([[point, now.subtract({ hours: unplugged.hoursAgo })]]);
}

async function createUsers({ installation, plan, clock }: PrepareOptions): Promise<void> {
  const { database } = installation;
  const { email, password } = DEMO.administrator;
  const passwordHash = await hashPassword(password);
  const createdAt = clock.now();
  const language = "en";
  await createUser(database, {
    email,
    name: "Demo administrator",
    role: "administrator",
    language,
    tenantId: null,
    passwordHash,
    createdAt,
  });
  const [site] = await listSites(database);
  const tenants = site ? await listTenants(database, site.id) : [];
  const tenant = tenants.find(({ name }) => name === plan.tenants[0]?.name);
  if (!tenant) throw new Error("the demo has no tenants");
  await createUser(database, {
    email: tenantEmail(plan),
    name: tenant.name,
    role: "tenant",
    language,
    tenantId: tenant.id,
    passwordHash,
    createdAt,
  });
}

/** The address by which the first tenant signs in. */
export function tenantEmail(plan: BuildingPlan): string {
  return `${mailName(plan.tenants[0]?.name ?? "")}@tenants.example`;
}

async function catchUp(options: PrepareOptions): Promise<void> {
  const { installation, plan, clock, log, progress } = options;
  const { database, dataFolder } = installation;
  const [site] = await listSites(database);
  const newest = await newestReading(database);
  if (!site || !newest) throw new Error("the demo's data are not whole: remove its data folder");
  progress.step("What the meters counted meanwhile");
  const stored = await listMeteredChannels(database, { siteId: site.id, billing: true });
  const byName = new Map(stored.map(({ pointName, id }) => [pointName, id]));
  const channels = plan.points.map(({ name }): ChannelId => {
    const id = byName.get(name);
    if (id === undefined) throw new Error(`the demo's data lack ${name}: remove its data folder`);
    return id;
  });
  await loadRows(
    {
      database,
      model: new ConsumptionModel(plan),
      bypasses: await loadBypasses(bypassFile(dataFolder)),
      channels,
      from: newest,
      to: clock.now(),
      silentSince: new Map(),
    },
    newest.add({ seconds: 1 }),
  );
  progress.step("Bills that fell due meanwhile");
  await runDueBills({ database, clock, log });
}

/** Where the demo keeps its data: beside a real installation's, never in it. */
export function demoFolder(dataFolder: string, isChosen: boolean): string {
  return isChosen ? dataFolder : `${dataFolder}-demo`;
}

/** A file that tells that the folder is a demo's, for people who find it. */
export async function markAsDemo(dataFolder: string): Promise<void> {
  await writeFile(
    `${dataFolder}/DEMO.txt`,
    "The data of ./smartpm demo. It may be removed while the demo is not running.\n",
  );
}
