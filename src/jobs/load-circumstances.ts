import { pointTerms } from "#domain/billing/point-terms.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { epochDay } from "#domain/core/epoch-day.ts";
import type { ServicePointId, SiteId } from "#domain/core/id.ts";
import { instantsOf, type InstantRange } from "#domain/core/instant-range.ts";
import { askedEvents, askedSeries } from "#domain/rating/asked-names.ts";
import type {
  PointCircumstances,
  PriceSeries,
  TaxExemption,
  TimedEvent,
} from "#domain/rating/circumstances.ts";
import type { Queryable } from "#platform/database.ts";
import { type PointHistory, readEarlierUse } from "#storage/earlier-use.ts";
import { listLeaseTerms, type StoredTerm } from "#storage/lease-terms.ts";
import { readPriceSeries } from "#storage/price-series.ts";
import { listTariffEvents } from "#storage/tariff-events.ts";
import { listExemptions, type StoredExemption } from "#storage/tax-exemptions.ts";
import type { PaidStretch } from "./paid-stretch.ts";

/**
 * What the tariffs of stretches ask for beside the registers, by stretch: terms of the lease, taxes
 * that the tenant does not pay, prices, declared events, and what was used and demanded before the
 * readings begin. Nothing is read that no tariff asks for.
 */
export async function loadCircumstances(
  db: Queryable,
  stretches: readonly PaidStretch[],
): Promise<ReadonlyMap<PaidStretch, PointCircumstances>> {
  const leaseIds = stretches.flatMap(({ loaded }) => loaded.lease?.id ?? []);
  const tenantIds = stretches.flatMap(({ loaded }) => loaded.tenant.id ?? []);
  const terms = Map.groupBy(
    await listLeaseTerms(db, [...new Set(leaseIds)]),
    ({ leaseId }) => leaseId,
  );
  const exemptions = Map.groupBy(
    await listExemptions(db, [...new Set(tenantIds)]),
    ({ tenantId }) => tenantId,
  );
  const reaching = stretches.filter(({ readFrom, days }) => !readFrom.equals(days.from));
  const points = new Set(reaching.map(({ point }) => point.servicePointId));
  const earlier = points.size > 0 ? await readEarlierUse(db, [...points]) : new Map();
  const dated = new DatedInputs(db);
  const found = new Map<PaidStretch, PointCircumstances>();
  for (const stretch of stretches) {
    const { lease, tenant } = stretch.loaded;
    found.set(stretch, {
      terms: termsOf(stretch, (lease && terms.get(lease.id)) ?? []),
      exemptions: exemptionsOf(stretch, (tenant.id && exemptions.get(tenant.id)) ?? []),
      ...earlierOf(stretch, earlier),
      ...(await dated.of(stretch)),
    });
  }
  return found;
}

function termsOf({ loaded: { areaM2 }, point }: PaidStretch, terms: readonly StoredTerm[]) {
  return pointTerms(terms, {
    servicePointId: point.servicePointId,
    from: point.startsOn,
    always: { "service-points": Decimal.ONE, ...(areaM2 && { area: areaM2 }) },
  });
}

/** What is supplied over a billing period counts as supplied on its last day. */
function exemptionsOf(
  { days }: PaidStretch,
  exemptions: readonly StoredExemption[],
): readonly TaxExemption[] {
  const last = epochDay(days.to) - 1;
  return exemptions
    .filter(
      ({ startsOn, endsOn }) =>
        epochDay(startsOn) <= last && (endsOn === undefined || last < epochDay(endsOn)),
    )
    .map(({ taxId, kind, reason }) => ({ kind, reason, ...(taxId !== undefined && { taxId }) }));
}

/** What is told of the point while it is the tenant's. */
function earlierOf(
  { point }: PaidStretch,
  earlier: ReadonlyMap<ServicePointId, PointHistory>,
): Pick<PointCircumstances, "earlier"> {
  const told = earlier.get(point.servicePointId);
  if (!told) return {};
  const { startsOn } = point;
  const isOwn = (day: Temporal.PlainDate) => Temporal.PlainDate.compare(day, startsOn) >= 0;
  return {
    earlier: {
      peaks: told.peaks.filter(({ month }) =>
        isOwn(month.add({ months: 1 }).subtract({ days: 1 })),
      ),
      used: told.used.filter(({ from }) => isOwn(from)),
    },
  };
}

type Dated = Pick<PointCircumstances, "series" | "events">;

/** Prices and events, read once for all points of a site that ask for the same ones of a time. */
class DatedInputs {
  readonly #db: Queryable;
  readonly #series = new Map<string, Readonly<Record<string, PriceSeries>>>();
  readonly #events = new Map<string, readonly TimedEvent[]>();

  constructor(db: Queryable) {
    this.#db = db;
  }

  async of({ loaded, documents, readFrom, days, timeZone }: PaidStretch): Promise<Dated> {
    const range = instantsOf({ from: readFrom, to: days.to }, timeZone);
    const asked = { siteId: loaded.site.id, range };
    const series = [...new Set(documents.flatMap(askedSeries))].toSorted();
    const events = [...new Set(documents.flatMap(askedEvents))].toSorted();
    return {
      ...(series.length > 0 && { series: await this.#seriesOf({ ...asked, names: series }) }),
      ...(events.length > 0 && { events: await this.#eventsOf({ ...asked, names: events }) }),
    };
  }

  async #seriesOf(asked: AskedNames): Promise<Readonly<Record<string, PriceSeries>>> {
    const known = this.#series.get(keyOf(asked));
    if (known) return known;
    const read = await readPriceSeries(this.#db, asked);
    this.#series.set(keyOf(asked), read);
    return read;
  }

  async #eventsOf(asked: AskedNames): Promise<readonly TimedEvent[]> {
    const known = this.#events.get(keyOf(asked));
    if (known) return known;
    const { siteId, names, range } = asked;
    const stored = await listTariffEvents(this.#db, { siteIds: [siteId], names, range });
    const read = stored.map(({ name, from, to }) => ({ name, from, to }));
    this.#events.set(keyOf(asked), read);
    return read;
  }
}

interface AskedNames {
  readonly siteId: SiteId;
  readonly names: readonly string[];
  readonly range: InstantRange;
}

function keyOf({ siteId, names, range }: AskedNames): string {
  return JSON.stringify([siteId, names, range.from.toString(), range.to.toString()]);
}
