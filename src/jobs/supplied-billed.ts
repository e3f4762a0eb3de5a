import { type BorneDays, borneDays, UNBILLED } from "#domain/balance/borne-use.ts";
import {
  type BornePart,
  type SuppliedBilled,
  suppliedBilled,
} from "#domain/balance/supplied-billed.ts";
import type { KnownConsumption } from "#domain/consumption/known-consumption.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { convertQuantity } from "#domain/core/convert-quantity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ChannelId } from "#domain/core/id.ts";
import { type DateRange, type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { type BornePointRow, listBornePoints, readLeaseTenants } from "#storage/borne-points.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { listSiteViews, type SiteView } from "#storage/site-views.ts";
import { readUsedBetween } from "#storage/used-between.ts";

/** What was supplied and billed of one commodity at a site in a month. */
export interface SuppliedMonth extends SuppliedBilled {
  readonly site: Pick<SiteView, "id" | "name">;
  /** `2026-11`. */
  readonly month: string;
  readonly commodity: Commodity;
}

/** What a point used and nobody was billed for, over days that follow each other. */
export interface UnbilledUse {
  readonly site: Pick<SiteView, "id" | "name">;
  readonly servicePointId: number;
  readonly point: string;
  readonly meterId: number | null;
  readonly commodity: Commodity;
  readonly bearer: BorneDays["bearer"];
  readonly leaseId: number | null;
  readonly tenant: string | null;
  /** Local days; `to` is not among them. */
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly unit: string;
  /** Undefined where nothing is known of one of the months. */
  readonly quantity: Decimal | undefined;
  readonly complete: boolean;
}

export interface SuppliedReport {
  /** By site, commodity and month. */
  readonly months: readonly SuppliedMonth[];
  /** By site, commodity and point. */
  readonly unbilled: readonly UnbilledUse[];
}

const HOUR_MS = 3_600_000;

/**
 * What was supplied beside what was billed, for whole months that begin before now. A bill that has
 * days of several months counts in each with what the meters say of its days; all others with what
 * stands on them.
 */
export async function suppliedReport(
  db: Queryable,
  query: {
    readonly siteId?: number;
    /** The first of a month, and the first of the month after the last. */
    readonly months: DateRange;
    readonly now: Temporal.Instant;
  },
): Promise<SuppliedReport> {
  const sites = (await listSiteViews(db)).filter(
    ({ id }) => query.siteId === undefined || id === query.siteId,
  );
  const points = await listBornePoints(db, { siteId: query.siteId, days: query.months });
  const months: SuppliedMonth[] = [];
  const parts: CountedPart[] = [];
  for (const site of sites) {
    const own = points.filter(({ siteId }) => siteId === site.id);
    if (own.length === 0) continue;
    const channels = await channelsOf(db, site.id);
    for (const days of monthsIn(query.months)) {
      const span = spanOf(days, { site, now: query.now });
      if (!span) break;
      const counted = await countMonth(db, { points: own, channels, span });
      parts.push(...counted);
      months.push(...monthRows(counted, { site, span }));
    }
  }
  const compare = new Intl.Collator("en").compare;
  return {
    months: months.toSorted(
      (a, b) =>
        compare(a.site.name, b.site.name) ||
        a.site.id - b.site.id ||
        compare(a.commodity, b.commodity) ||
        compare(a.month, b.month),
    ),
    unbilled: await unbilledOf(db, { parts, sites }),
  };
}

/** The channel that is billed, of several the first, by point. */
async function channelsOf(
  db: Queryable,
  siteId: number,
): Promise<ReadonlyMap<number, MeteredChannel>> {
  const channels = await listMeteredChannels(db, { siteId, billing: true });
  return new Map(channels.toReversed().map((channel) => [channel.servicePointId, channel]));
}

/** A month of a site, as far as it is over. */
interface Span {
  readonly days: DateRange;
  readonly timeZone: string;
  readonly until: Temporal.Instant;
}

function* monthsIn({ from, to }: DateRange): Generator<DateRange> {
  for (let first = from; Temporal.PlainDate.compare(first, to) < 0;) {
    const next = first.add({ months: 1 });
    yield { from: first, to: next };
    first = next;
  }
}

/** Undefined for a month that is still to come. */
function spanOf(
  days: DateRange,
  { site, now }: { readonly site: SiteView; readonly now: Temporal.Instant },
): Span | undefined {
  const { timeZone } = site;
  const { from, to } = instantsOf(days, timeZone);
  const hour = Temporal.Instant.fromEpochMilliseconds(
    Math.floor(now.epochMilliseconds / HOUR_MS) * HOUR_MS,
  );
  const until = Temporal.Instant.compare(to, hour) < 0 ? to : hour;
  if (Temporal.Instant.compare(from, until) >= 0) return undefined;
  const lastDay = until.subtract({ nanoseconds: 1 }).toZonedDateTimeISO(timeZone).toPlainDate();
  return { days: { from: days.from, to: lastDay.add({ days: 1 }) }, timeZone, until };
}

/** Days of a point that one bears, with what was counted in them. */
interface CountedPart extends BornePart, BorneDays {
  readonly point: BornePointRow;
  readonly unit: string;
}

async function countMonth(
  db: Queryable,
  {
    points,
    channels,
    span,
  }: {
    readonly points: readonly BornePointRow[];
    readonly channels: ReadonlyMap<number, MeteredChannel>;
    readonly span: Span;
  },
): Promise<CountedPart[]> {
  const stretches = points.flatMap((point) =>
    borneDays(span.days, point).map((days) => ({ point, days, range: rangeOf(days, span) })),
  );
  // Most points are one stretch, the whole month: what has the same ends is read at once.
  const used = new Map<string, ReadonlyMap<ChannelId, KnownConsumption>>();
  for (const [key, alike] of Map.groupBy(stretches, ({ range }) => keyOf(range))) {
    const metered = alike.flatMap(({ point }) => channels.get(point.servicePointId) ?? []);
    const [first] = alike;
    if (first) used.set(key, await readUsedBetween(db, metered, first.range));
  }
  return stretches.map(({ point, days, range }) => {
    const channel = channels.get(point.servicePointId);
    const known = channel && used.get(keyOf(range))?.get(channel.id);
    const unit = channel?.unit ?? "";
    return {
      ...days,
      point,
      unit,
      quantity: known?.quantity,
      complete: known?.complete === true,
      ...billedPart(days, { point, unit, counted: known?.quantity }),
    };
  });
}

function rangeOf({ from, to }: DateRange, { timeZone, until }: Span): InstantRange {
  const range = instantsOf({ from, to }, timeZone);
  return Temporal.Instant.compare(until, range.to) < 0 ? { from: range.from, to: until } : range;
}

function keyOf({ from, to }: InstantRange): string {
  return `${from.epochMilliseconds} ${to.epochMilliseconds}`;
}

/** What the bill says of days; of a bill that has other days too, how much of them was estimated. */
function billedPart(
  days: BorneDays,
  {
    point,
    unit,
    counted,
  }: {
    readonly point: BornePointRow;
    readonly unit: string;
    readonly counted: Decimal | undefined;
  },
): Pick<BornePart, "billed" | "estimated"> {
  const compare = Temporal.PlainDate.compare;
  const own = point.bills.filter(
    ({ billId, from, to }) =>
      billId === days.billId && compare(from, days.to) < 0 && compare(to, days.from) > 0,
  );
  if (own.length === 0) return { billed: undefined, estimated: undefined };
  const sumOf = (amount: "quantity" | "estimated") =>
    Decimal.sum(
      own.map((use) => convertQuantity(use[amount], use.unit, unit || use.unit) ?? Decimal.ZERO),
    );
  const [billed, estimated] = [sumOf("quantity"), sumOf("estimated")];
  const isWhole = own.every(
    ({ from, to }) => compare(from, days.from) >= 0 && compare(to, days.to) <= 0,
  );
  if (isWhole) return { billed, estimated };
  const isKnown = counted !== undefined && !billed.isZero();
  return {
    billed: undefined,
    estimated: isKnown
      ? counted.times(estimated).dividedBy(billed, ESTIMATED_DIGITS, "half-up")
      : undefined,
  };
}

/** Of a month's share in what a longer bill has estimated. */
const ESTIMATED_DIGITS = 3;

function monthRows(
  parts: readonly CountedPart[],
  { site, span }: { readonly site: SiteView; readonly span: Span },
): SuppliedMonth[] {
  const byCommodity = Map.groupBy(parts, ({ point }) => point.commodity);
  return Array.from(byCommodity, ([commodity, own]) => {
    const byPoint = Map.groupBy(own, ({ point }) => point);
    const points = Array.from(byPoint, ([{ place }, ofPoint]) => ({
      place,
      unit: ofPoint[0]?.unit ?? "",
      parts: ofPoint,
    }));
    return {
      site: { id: site.id, name: site.name },
      month: span.days.from.toPlainYearMonth().toString(),
      commodity,
      ...suppliedBilled(points),
    };
  });
}

/** Days after each other that nobody bears for the same reason are one, over months. */
async function unbilledOf(
  db: Queryable,
  { parts, sites }: { readonly parts: readonly CountedPart[]; readonly sites: readonly SiteView[] },
): Promise<UnbilledUse[]> {
  const own = parts.filter(
    ({ point, bearer }) => point.place !== "supply" && UNBILLED.includes(bearer),
  );
  const tenants = await readLeaseTenants(db, [
    ...new Set(own.flatMap(({ leaseId }) => leaseId ?? [])),
  ]);
  const found = new Map<string, UnbilledUse>();
  for (const { point, bearer, leaseId, from, to, unit, quantity, complete } of own) {
    const site = sites.find(({ id }) => id === point.siteId);
    if (!site) continue;
    const key = [point.servicePointId, bearer, leaseId].join();
    const before = found.get(`${key} ${from}`);
    found.delete(`${key} ${from}`);
    found.set(`${key} ${to}`, {
      site: { id: site.id, name: site.name },
      servicePointId: point.servicePointId,
      point: point.name,
      meterId: point.meterId,
      commodity: point.commodity,
      bearer,
      leaseId: leaseId ?? null,
      tenant: (leaseId !== undefined && tenants.get(leaseId)?.name) || null,
      from: before?.from ?? from,
      to,
      unit,
      quantity: (before
        ? before.quantity && quantity?.plus(before.quantity)
        : quantity
      )?.normalized(),
      complete: complete && before?.complete !== false,
    });
  }
  const compare = new Intl.Collator("en", { numeric: true }).compare;
  return [...found.values()].toSorted(
    (a, b) =>
      compare(a.site.name, b.site.name) ||
      compare(a.commodity, b.commodity) ||
      compare(a.point, b.point) ||
      a.servicePointId - b.servicePointId ||
      Temporal.PlainDate.compare(a.from, b.from),
  );
}
