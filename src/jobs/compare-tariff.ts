import type { PointEvidence } from "#domain/billing/point-evidence.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { registerConsumption } from "#domain/consumption/register-consumption.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import type { LeaseId, TariffId } from "#domain/core/id.ts";
import { type DateRange, instantsOf } from "#domain/core/instant-range.ts";
import type { RatedVersion, RatingResult } from "#domain/rating/rating-input.ts";
import { rate } from "#domain/rating/rate.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Queryable } from "#platform/database.ts";
import { listTariffLeases } from "#storage/tariff-changes.ts";
import { loadEvidence } from "./lease-evidence.ts";
import { loadLeases, type LoadedLease } from "./load-lease.ts";

/** What one point of a lease used on the days it is paid, ready to be priced. */
export interface PointUsage {
  readonly loaded: LoadedLease;
  readonly evidence: PointEvidence;
  readonly tariffId: TariffId | undefined;
  readonly pointName: string;
  readonly commodity: Commodity;
  readonly unit: string;
  readonly consumption: IntervalConsumption;
}

/** What the points of leases used in a period; points without readings are left out. */
export async function loadUsage(
  db: Queryable,
  { leaseIds, period }: { readonly leaseIds: readonly LeaseId[]; readonly period: DateRange },
): Promise<PointUsage[]> {
  const leases = [...(await loadLeases(db, leaseIds)).values()];
  const evidence = await loadEvidence(
    db,
    leases.map((loaded) => ({ loaded, period })),
  );
  return leases.flatMap((loaded, n) =>
    (evidence[n] ?? []).flatMap((one) => usageOf(loaded, one) ?? []),
  );
}

function usageOf(loaded: LoadedLease, evidence: PointEvidence): PointUsage | undefined {
  const { register, series, servicePointId, countsFrom, readFrom, days } = evidence;
  if (!register || !series || series.epochMs.length === 0) return undefined;
  const paid = loaded.points.find(
    (point) => point.servicePointId === servicePointId && point.startsOn.equals(countsFrom),
  );
  const { consumption } = registerConsumption({
    name: register.pointName,
    series,
    meters: register.meters,
    range: instantsOf({ from: readFrom, to: days.to }, loaded.site.timeZone),
    intervalMinutes: register.intervalMinutes,
    resolution: register.resolution,
    digits: register.registerDigits,
    mostPerHour: register.mostPerHour,
  });
  const { pointName, commodity, unit } = register;
  return { loaded, evidence, tariffId: paid?.tariffId, pointName, commodity, unit, consumption };
}

/** What a document would have cost a point, beside what its tariff costs. */
export interface ComparedCost {
  readonly leaseId: LeaseId;
  readonly tenant: string;
  readonly point: string;
  readonly nowMinor: bigint | null;
  readonly thenMinor: bigint | null;
  /** Why one of them cannot be priced. */
  readonly why: string | null;
}

/** Before any reading: the document is in force on every day that is asked for. */
const FIRST_DAY = Temporal.PlainDate.from("1970-01-01");

/**
 * Prices everyone who has the tariff in a period twice: as it is, and as if `document` had been in
 * force. Nothing is stored.
 */
export async function compareTariff(
  db: Queryable,
  asked: {
    readonly tariffId: TariffId;
    readonly document: TariffDocument;
    readonly period: DateRange;
  },
): Promise<ComparedCost[]> {
  const { tariffId, document, period } = asked;
  const would: readonly RatedVersion[] = [{ id: 0, effectiveFrom: FIRST_DAY, document }];
  const leaseIds = await listTariffLeases(db, { tariffId, ...period });
  const usage = await loadUsage(db, { leaseIds, period });
  return usage
    .filter((one) => one.tariffId === tariffId)
    .map((one) => {
      const { versions } = one.evidence.tariff;
      const now = versions.ok ? costOf(one, versions.value) : versions;
      const then = costOf(one, would);
      const faults = [now, then].flatMap((result) => (result.ok ? [] : result.faults));
      return {
        leaseId: one.loaded.lease.id,
        tenant: one.loaded.tenant.name,
        point: one.pointName,
        nowMinor: now.ok ? now.value.totalMinor : null,
        thenMinor: then.ok ? then.value.totalMinor : null,
        why: faults.length > 0 ? faults.map(faultText).join("; ") : null,
      };
    });
}

function costOf(
  { evidence, loaded, unit, consumption }: PointUsage,
  versions: readonly RatedVersion[],
): Result<RatingResult> {
  return rate({
    versions,
    period: evidence.days,
    countsFrom: evidence.countsFrom,
    timeZone: loaded.site.timeZone,
    language: loaded.tenant.language,
    consumption,
    unit,
    ...evidence.around,
  });
}
