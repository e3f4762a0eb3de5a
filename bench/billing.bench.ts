/**
 * Bills from stored readings to stored bills: leases with two points each at quarter hours, one
 * month; rated by a tariff of TOU periods and one of tiers, with a shared cost each, booked in the
 * ledger, in batches as the worker makes them, on an embedded server in a temporary folder.
 * Documents are not among it. Readings are packed months, as they are when bills are made.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type LeaseId, type SiteId, type SpaceId } from "#domain/core/id.ts";
import { runBills } from "#jobs/run-bills.ts";
import { MovableClock } from "#platform/clock.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { createOrganisation, createSite } from "#storage/property.ts";
import { createCostPool } from "#storage/shared-costs.ts";
import { storeMonths } from "#storage/month-row.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import type { BenchOptions, BenchSize, Figure } from "./figure.ts";
import { channelIds, packedMonths } from "./measured-load.ts";
import { serverProcessorMs } from "./processor-time.ts";

/** Growing numbers of leases, of which each should take the same time a bill. */
const LEASES: Readonly<Record<BenchSize, readonly number[]>> = {
  small: [500, 4_000],
  full: [1_000, 10_000, 50_000],
};

const ZONE = "UTC";
const MONTH = {
  from: Temporal.PlainDate.from("2026-06-01"),
  to: Temporal.PlainDate.from("2026-07-01"),
};

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
    yield { figure: `${leases} leases: memory while they are made`, value: megabytes, unit: "MB" };
    first ??= cpuMs;
  }
}

async function measured(leases: number) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const server = await startEmbeddedServer(folder);
  const database = openDatabase(server.url);
  try {
    await migrate(database);
    const { siteId, leaseIds } = await seed(database, leases);
    const clock = new MovableClock(Temporal.Instant.from("2026-07-01T03:00Z"));
    let megabytes = 0;
    const serverBefore = await serverProcessorMs(folder);
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const done = await runBills({
      database,
      clock,
      siteId,
      period: MONTH,
      kind: "manual",
      leases: leaseIds.map((leaseId) => ({ leaseId, days: MONTH, kind: "regular" as const })),
      actor: "bench",
      onProgress: () => {
        megabytes = Math.max(megabytes, process.memoryUsage().rss / 1e6);
      },
    });
    const seconds = (performance.now() - started) / 1000;
    const cpu = process.cpuUsage(cpuBefore);
    if (done.billed !== leases) {
      throw new Error(`${done.billed} of ${leases} were billed: ${JSON.stringify(done.faults[0])}`);
    }
    const ownMs = (cpu.user + cpu.system) / 1000 / leases;
    const serverMs = ((await serverProcessorMs(folder)) - serverBefore) / leases;
    return { billsPerSecond: leases / seconds, ownMs, serverMs, megabytes };
  } finally {
    await database.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
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
  const months = packedMonths(channelIds(2 * leases), { first: MONTH.from, months: 2 });
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
     select n, n, '2026-06-01', '2026-06-01' from generate_series(1, $2::int) n where $1 > 0`,
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
     select 1 + (n - 1) / 2, n, case when n % 2 = 1 then $2::int else $3::int end, '2026-06-01'
       from generate_series(1, 2 * $1::int) n`,
    [leases, ...tariffs],
  );
}
