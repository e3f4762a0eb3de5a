/** Five thousand meters more in the demo's house, with what its own have: readings and live values. */
import { asId, type ChannelId, type LineId, type MeterId, type SiteId } from "#domain/core/id.ts";
import type { Database, Queryable } from "#platform/database.ts";
import { storeAttempts, storeLiveValues } from "#storage/live-values.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import { monthAt, storeMonths } from "#storage/month-row.ts";
import { packMonth } from "#storage/packed-month.ts";
import { createServicePoint } from "#storage/property.ts";
import { listSites } from "#storage/sites.ts";
import { packedMonths, QUARTER_MS, QUARTERS_A_DAY } from "../measured-load.ts";

export const METERS = 5000;

/** One meter of these has the quarter hours of a whole year. */
export const FULL_YEAR = 2025;
const FULL_YEAR_FROM = Temporal.PlainDate.from({ year: FULL_YEAR - 1, month: 12, day: 1 });
const FULL_YEAR_MONTHS = 14;

const KINDS = [
  { commodity: "electricity", unit: "kWh", power: "kW", quantity: "energyDelivered" },
  { commodity: "cold-water", unit: "m3", power: "m3/h", quantity: "volume" },
  { commodity: "heat", unit: "kWh", power: "kW", quantity: "thermalEnergy" },
] as const;

interface Added {
  readonly meterId: MeterId;
  readonly channelId: ChannelId;
  readonly kind: (typeof KINDS)[number];
}

/** Adds them; returns the meter with the full year. */
export async function addManyMeters(database: Database, now: Temporal.Instant): Promise<MeterId> {
  const [site] = await listSites(database);
  if (!site) throw new Error("the demo has no site");
  const added = await database.transaction((tx) => addMeters(tx, asId<SiteId>(site.id), now));
  const [first, ...others] = added;
  if (!first) throw new Error("no meter was added");
  await database.transaction((tx) =>
    storeMonths(
      tx,
      packedMonths([first.channelId], { first: FULL_YEAR_FROM, months: FULL_YEAR_MONTHS }),
    ),
  );
  await database.transaction((tx) => storeMonths(tx, recentMonths(others, now)));
  await database.query("analyze");
  return first.meterId;
}

async function addMeters(tx: Queryable, siteId: SiteId, now: Temporal.Instant): Promise<Added[]> {
  const lineId = await createLine(tx, {
    siteId,
    name: "Gateway roof",
    transport: { kind: "push" },
  });
  const added: Added[] = [];
  for (let n = 0; n < METERS; n += 1) {
    const kind = KINDS[n % KINDS.length] ?? KINDS[0];
    added.push({ kind, ...(await addMeter(tx, { n, siteId, lineId, kind })) });
  }
  await storeLiveValues(
    tx,
    added.flatMap(({ meterId, kind }, n) => [
      {
        meterId,
        quantity: kind.quantity,
        value: String(1000 + n),
        unit: kind.unit,
        measuredAt: now,
      },
      {
        meterId,
        quantity: "power",
        value: `0.${100 + (n % 900)}`,
        unit: kind.power,
        measuredAt: now,
      },
    ]),
  );
  const answered = { lineId, at: now, error: undefined, errorKind: undefined, latencyMs: 40 };
  await storeAttempts(
    tx,
    added.map(({ meterId }) => ({ ...answered, meterId })),
  );
  return added;
}

async function addMeter(
  tx: Queryable,
  {
    n,
    siteId,
    lineId,
    kind,
  }: {
    readonly n: number;
    readonly siteId: SiteId;
    readonly lineId: LineId;
    readonly kind: (typeof KINDS)[number];
  },
): Promise<Pick<Added, "meterId" | "channelId">> {
  const { commodity, quantity, unit } = kind;
  const servicePointId = await createServicePoint(tx, {
    siteId,
    name: `Tower flat ${n + 1} ${commodity}`,
    role: "unit",
    commodity,
  });
  const meterId = await createMeter(tx, {
    siteId,
    serialNumber: `TW-${String(n + 1).padStart(6, "0")}`,
    modelId: "generic/push",
    lineId,
    unitAddress: String(n + 1),
  });
  await installMeter(tx, {
    meterId,
    servicePointId,
    installedAt: Temporal.Instant.from("2024-01-01T00:00Z"),
  });
  const channelId = await createChannel(tx, {
    servicePointId,
    quantity,
    unit,
    resolution: "0.01",
    registerDigits: 9,
    intervalMinutes: 15,
  });
  return { meterId, channelId };
}

/** Quarter hours of last month and this one until now: what the main screen counts. */
function* recentMonths(added: readonly Added[], now: Temporal.Instant) {
  const thisMonth = now.toZonedDateTimeISO("UTC").toPlainDate().with({ day: 1 });
  const firsts = [thisMonth.subtract({ months: 1 }), thisMonth];
  for (const { channelId } of added) {
    for (const first of firsts) {
      const fromMs = first.toZonedDateTime("UTC").epochMilliseconds;
      const endMs = Math.min(
        first.add({ months: 1 }).toZonedDateTime("UTC").epochMilliseconds,
        now.epochMilliseconds + 1,
      );
      const slots = Math.ceil((endMs - fromMs) / QUARTER_MS);
      const epochMs = Float64Array.from({ length: slots }, (_, slot) => fromMs + slot * QUARTER_MS);
      const counts = epochMs.map((ms) => usedQuarters(ms) * (10 + (channelId % 40)));
      const qualities = new Uint8Array(slots).fill(1);
      const packed = packMonth({ epochMs, counts, qualities });
      yield { channelId, month: monthAt(fromMs), packed };
    }
  }
}

const NIGHT_QUARTERS = 24;

/** Quarter hours in use until then: at night nothing flows, so that nothing looks like a leak. */
function usedQuarters(ms: number): number {
  const quarters = Math.floor(ms / QUARTER_MS);
  const ofDay = quarters % QUARTERS_A_DAY;
  const days = (quarters - ofDay) / QUARTERS_A_DAY;
  return days * (QUARTERS_A_DAY - NIGHT_QUARTERS) + Math.max(0, ofDay - NIGHT_QUARTERS);
}
