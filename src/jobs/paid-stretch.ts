import type { AddOnTariff } from "#domain/billing/point-evidence.ts";
import type { TariffId } from "#domain/core/id.ts";
import { intersectDates, type DateRange } from "#domain/core/instant-range.ts";
import { historyFrom } from "#domain/rating/history-from.ts";
import type { RatedVersion } from "#domain/rating/rating-input.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { LeasedPoint } from "#domain/tenancy/lease.ts";
import type { LoadedLease } from "./load-lease.ts";
import type { LoadedTariff } from "./load-tariffs.ts";

/** Whose points on which days. */
export interface EvidenceRequest {
  readonly loaded: Pick<LoadedLease, "points" | "site"> &
    Partial<Pick<LoadedLease, "areaM2" | "lease" | "addOns">> & {
      readonly tenant: Pick<LoadedLease["tenant"], "name"> & Partial<LoadedLease["tenant"]>;
    };
  readonly period: DateRange;
}

/** A point on the days of the billing period in which the lease pays it, and what prices it. */
export interface PaidStretch {
  readonly loaded: EvidenceRequest["loaded"];
  readonly point: LeasedPoint;
  readonly days: DateRange;
  /** The first day whose consumption is asked for: before `days` where a yearly ladder counts. */
  readonly readFrom: Temporal.PlainDate;
  readonly timeZone: string;
  readonly tariff: LoadedTariff;
  readonly addOns: readonly (AddOnTariff & LoadedTariff)[];
  /** The documents of all versions of its tariffs that can be read. */
  readonly documents: readonly TariffDocument[];
}

/** The stretches of a lease in a period, in the order of its points. */
export function paidStretches(
  { loaded, period }: EvidenceRequest,
  tariffs: ReadonlyMap<TariffId, LoadedTariff>,
): PaidStretch[] {
  const tariffOf = (id: TariffId) => {
    const tariff = tariffs.get(id);
    if (!tariff) throw new Error("a leased point names a tariff that does not exist");
    return tariff;
  };
  return loaded.points.flatMap((point) => {
    const days = daysOf(point, period);
    if (!days) return [];
    const tariff = tariffOf(point.tariffId);
    const addOns = (loaded.addOns ?? [])
      .filter(({ servicePointId }) => servicePointId === point.servicePointId)
      .flatMap((addOn) => {
        const own = daysOf(addOn, days);
        return own ? [{ ...tariffOf(addOn.tariffId), days: own }] : [];
      });
    const versions = [tariff, ...addOns].flatMap((one) =>
      one.versions.ok ? one.versions.value : [],
    );
    return [
      {
        loaded,
        point,
        days,
        readFrom: readFromOf({ point, days }, versions),
        timeZone: loaded.site.timeZone,
        tariff,
        addOns,
        documents: versions.map(({ document }) => document),
      },
    ];
  });
}

function daysOf({ startsOn, endsOn }: LeasedPoint, within: DateRange): DateRange | undefined {
  return intersectDates({ from: startsOn, to: endsOn ?? within.to }, within);
}

/** The first day whose consumption is asked for; before the point was the tenant's, none is. */
function readFromOf(
  { point, days }: Pick<PaidStretch, "point" | "days">,
  versions: readonly RatedVersion[],
): Temporal.PlainDate {
  const from = historyFrom(versions, days);
  return Temporal.PlainDate.compare(from, point.startsOn) < 0 ? point.startsOn : from;
}
