/**
 * Bills from stored readings to stored bills: leases with two points each at quarter hours, one
 * month; rated by a tariff of TOU periods and one of tiers, with a shared cost each, booked in the
 * ledger, in batches as workers make them, on an embedded server in a temporary folder. Two worker
 * processes share the run; both have billed a month before, as workers have that run for long. Memory
 * is that of the one that only works: the other has written the readings and divided the shared cost.
 * Documents are not among it. Readings are packed months, as they are when bills are made.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type BillRunId, type LeaseId, type SiteId, type SpaceId } from "#domain/core/id.ts";
import { runBills } from "#jobs/run-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { findBillRun } from "#storage/bill-run-views.ts";
import { countNewBills } from "#storage/bill-runs.ts";
import { createOrganisation, createSite } from "#storage/property.ts";
import { createCostPool } from "#storage/shared-costs.ts";
import { storeMonths } from "#storage/month-row.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import type { BenchOptions, BenchSize, Figure } from "./figure.ts";
import { channelIds, packedMonths } from "./measured-load.ts";
import { serverProcessorMs } from "./processor-time.ts";

/** Growing numbers of leases, of which each should take the same time a bill. */
const LEASES: Readonly<Record<BenchSize, readonly number[]>> = {
  small: [1_000, 4_000],
  full: [1_000, 10_000, 50_000],
};

const ZONE = "UTC";
const MONTH = {
  from: Temporal.PlainDate.from("2026-06-01"),
  to: Temporal.PlainDate.from("2026-07-01"),
};
const MONTH_BEFORE = { from: MONTH.from.subtract({ months: 1 }), to: MONTH.from };
const NOW = Temporal.Instant.from("2026-07-01T03:00Z");

/** Leases that are billed for the month before, and only for that: what comes first is slower. */
const WARMING = 2_000;

const LOOKS_EVERY_MS = 5;

/** How often it is told how far a run is: the largest takes minutes. */
const TOLD_EVERY_MS = 10_000;

const OTHER_WORKER = join(import.meta.dirname, "bill-worker.ts");

const charge = { kind: "consumption", id: "energy", label: "Energy" } as const;
const base = { format: "smartpm-tariff/1", commodity: "electricity", currency: "EUR" } as const;
const taxes = [{ id: "vat", label: "VAT", percent: "19" }];

const TOU = {
  ...base,
  name: "Day and night",
  calendars: [
    {
      id: "day",
      touPeriods: [{ id: "day" }, { id: "night" }],
      days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
    },
  ],
  charges: [
    {
      ...charge,
      rates: [
        { touPeriods: ["day"], price: "0.30" },
        { touPeriods: ["night"], price: "0.20" },
      ],
    },
    { kind: "fixed", id: "meter", label: "Meter", price: "9.00", per: "month", prorate: "days" },
  ],
  taxes,
};

const LADDER = {
  ...base,
  name: "Ladder",
  charges: [
    {
      ...charge,
      tiers: [{ upTo: "300", price: "0.20" }, { price: "0.30" }],
      ladder: { counts: "month", prorate: "days" },
    },
  ],
  taxes,
};

export async function* run({ size = "small" }: BenchOptions = {}): AsyncIterable<Figure> {
  let first: number | undefined;
  let firstMb: number | undefined;
  for (const leases of LEASES[size]) {
    const { billsPerSecond, ownMs, serverMs, megabytes } = await measured(leases);
    const cpuMs = ownMs + serverMs;
    yield { figure: `${leases} leases: bills stored`, value: billsPerSecond, unit: "bills/s" };
    yield { figure: `${leases} leases: processor time here a bill`, value: ownMs, unit: "ms" };
    yield {
      figure: `${leases} leases: processor time of the database a bill`,
      value: serverMs,
      unit: "ms",
    };
    yield {
      figure: `${leases} leases: processor time a bill, both`,
      value: cpuMs,
      unit: "ms",
      ...(first !== undefined && {
        against: { what: `that of ${LEASES[size][0]} leases`, value: first },
      }),
    };
    yield {
      figure: `${leases} leases: most memory of a worker`,
      value: megabytes,
      unit: "MB",
      ...(firstMb !== undefined && {
        against: { what: `that of ${LEASES[size][0]} leases`, value: firstMb },
      }),
    };
    first ??= cpuMs;
    firstMb ??= megabytes;
  }
}

/** Beside the figures, for whoever waits. */
function tell(text: string): void {
  process.stderr.write(`${text} …\n`);
}

/** What a process has used since it began. */
interface ProcessUse {
  readonly cpu: NodeJS.CpuUsage;
  /** The most at once. */
  readonly memoryKb: number;
}

/** Another process that works at every run, and does nothing else. */
async function startOtherWorker(url: string) {
  const child = fork(OTHER_WORKER, [url, NOW.toString()], { execArgv: ["--no-warnings"] });
  await once(child, "message");
  return {
    async use(): Promise<ProcessUse> {
      child.send("use");
      const [use] = (await once(child, "message")) as [ProcessUse];
      return use;
    },
    async stop(): Promise<void> {
      const closed = once(child, "exit");
      child.send("end");
      await closed;
    },
  };
}

function msOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

async function measured(leases: number) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url);
  try {
    await migrate(database);
    tell(`${leases} leases: writing them and the readings of their points`);
    const { siteId, leaseIds } = await seed(database, leases + WARMING);
    const other = await startOtherWorker(server.url);
    try {
      const bill = billing(database, siteId);
      tell(`${leases} leases: billing ${WARMING} others a month before`);
      await bill(leaseIds.slice(0, WARMING), MONTH_BEFORE);
      const used = async () => ({
        serverMs: await serverProcessorMs(folder),
        ownMs: msOf(process.cpuUsage()) + msOf((await other.use()).cpu),
      });
      const before = await used();
      const started = performance.now();
      tell(`${leases} leases: dividing the shared cost`);
      await bill(leaseIds.slice(WARMING), MONTH);
      const seconds = (performance.now() - started) / 1000;
      const after = await used();
      const ownMs = (after.ownMs - before.ownMs) / leases;
      const serverMs = (after.serverMs - before.serverMs) / leases;
      const megabytes = (await other.use()).memoryKb / 1000;
      return { billsPerSecond: leases / seconds, ownMs, serverMs, megabytes };
    } finally {
      await other.stop();
    }
  } finally {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bills leases for a month, beside the other process. */
function billing(database: Database, siteId: SiteId) {
  const clock = new MovableClock(NOW);
  return async (leaseIds: readonly LeaseId[], period: typeof MONTH) => {
    let toldMs = performance.now();
    const leases = leaseIds.map((leaseId) => ({ leaseId, days: period, kind: "regular" as const }));
    const work = {
      database,
      clock,
      siteId,
      period,
      kind: "manual",
      leases,
      actor: "bench",
    } as const;
    const onProgress = (done: number) => {
      if (performance.now() - toldMs < TOLD_EVERY_MS) return;
      toldMs = performance.now();
      tell(`${done} of ${leases.length} billed by this process, others by the second`);
    };
    const { id, faults } = await runBills({ ...work, onProgress });
    const billed = await billsOfFinished(database, id);
    if (billed !== leaseIds.length) {
      throw new Error(`${billed} of ${leaseIds.length} were billed: ${JSON.stringify(faults[0])}`);
    }
  };
}

/** Waits until the other process is through with its last batch, too. */
async function billsOfFinished(database: Database, id: BillRunId): Promise<number> {
  while ((await findBillRun(database, id))?.state === "issuing") await pause(LOOKS_EVERY_MS);
  return countNewBills(database, id);
}

async function seed(
  database: Database,
  leases: number,
): Promise<{ readonly siteId: SiteId; readonly leaseIds: readonly LeaseId[] }> {
  const organisationId = await createOrganisation(database, { name: "Bench", title: "Bench" });
  const siteId = await createSite(database, {
    organisationId,
    name: "Bench",
    timeZone: ZONE,
    currency: "EUR",
    locale: "en-IE",
  });
  const tariffs: number[] = [];
  for (const document of [TOU, LADDER]) {
    const { name } = document;
    const tariffId = await createTariff(database, { siteId, name, commodity: "electricity" });
    const effectiveFrom = Temporal.PlainDate.from("2026-01-01");
    await addTariffVersion(database, { tariffId, effectiveFrom, document });
    tariffs.push(tariffId);
  }
  await seedRows(database, { siteId, leases, tariffs });
  const months = packedMonths(channelIds(2 * leases), { first: MONTH_BEFORE.from, months: 3 });
  await database.transaction((tx) => storeMonths(tx, months));
  const spaces = await database.query<{ id: SpaceId }>("select id from space order by id");
  await createCostPool(database, {
    siteId,
    name: "Stairs",
    source: { kind: "amount", monthlyMinor: BigInt(leases) * 1234n },
    rules: { parts: [{ key: "area", percent: Decimal.of(100) }], vacancy: "owner", time: "days" },
    commodity: undefined,
    taxRate: Decimal.of(19),
    taxLabel: "VAT",
    startsOn: MONTH.from,
    endsOn: undefined,
    units: spaces.rows.map(({ id }) => ({ spaceId: id, fixedShare: Decimal.ONE })),
  });
  await database.query("analyze");
  const { rows } = await database.query<{ id: number }>("select id from lease order by id");
  return { siteId, leaseIds: rows.map(({ id }) => asId<LeaseId>(id)) };
}

/** Written in bulk: what is measured are the bills. Channels are numbered as `packedMonths` does. */
async function seedRows(
  database: Database,
  { siteId, leases, tariffs }: { siteId: SiteId; leases: number; tariffs: readonly number[] },
): Promise<void> {
  const statements = [
    `insert into tenant (site_id, name) select $1, 'Tenant ' || n from generate_series(1, $2) n`,
    `insert into space (site_id, kind, name, area_m2)
     select $1, 'unit', 'Unit ' || n, 40 + n % 60 from generate_series(1, $2) n`,
    `insert into lease (tenant_id, space_id, starts_on, billed_from)
     select n, n, m, m
       from generate_series(1, $2::int) n
      cross join lateral (
            select case when n <= ${WARMING} then date '2026-05-01' else '2026-06-01' end) as s(m)
      where $1 > 0`,
    `insert into service_point (site_id, space_id, commodity, role, name)
     select $1, 1 + (n - 1) / 2, 'electricity', 'unit', 'Point ' || n
       from generate_series(1, 2 * $2) n`,
    `insert into meter (site_id, serial_number, model_id)
     select $1, 'M' || n, 'bench' from generate_series(1, 2 * $2) n`,
    `insert into meter_installation (meter_id, service_point_id, installed_at)
     select n, n, '2020-01-01Z' from generate_series(1, 2 * $2::int) n where $1 > 0`,
    `insert into channel (service_point_id, quantity, unit, resolution, register_digits)
     select n, 'energyDelivered', 'kWh', 0.01, 9 from generate_series(1, 2 * $2::int) n where $1 > 0`,
  ];
  for (const statement of statements) await database.query(statement, [siteId, leases]);
  await database.query(
    `insert into lease_service_point (lease_id, service_point_id, tariff_id, starts_on)
     select l.id, n, case when n % 2 = 1 then $2::int else $3::int end, l.starts_on
       from generate_series(1, 2 * $1::int) n
       join lease l on l.id = 1 + (n - 1) / 2`,
    [leases, ...tariffs],
  );
}
