import type { DateRange } from "#domain/core/instant-range.ts";

/**
 * Who bears what a point used on a day.
 *
 * - `billed`: it stands on a bill in force.
 * - `due`: a lease pays the point, and no bill in force has the day yet.
 * - `untariffed`: the unit is let, and its lease has no tariff for the point.
 * - `vacant`: the unit is let to nobody.
 * - `own`: common use, which no lease pays.
 * - `elsewhere`: before the first day that a lease is billed here.
 */
export const BEARERS = ["billed", "due", "untariffed", "vacant", "own", "elsewhere"] as const;
export type Bearer = (typeof BEARERS)[number];

/** Whose fault it is that nobody pays: what a landlord has to look after. */
export const UNBILLED: readonly Bearer[] = ["due", "untariffed", "vacant"];

/** Local days `[from, to)`; without an end where `to` is undefined. */
interface OpenDays {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate | undefined;
}

/** What is known of the days of a service point. */
export interface PointDays {
  readonly role: "supply" | "unit" | "common";
  /** The leases that pay it by a tariff: never two on one day. */
  readonly leases: readonly (OpenDays & {
    readonly leaseId: number;
    readonly billedFrom: Temporal.PlainDate;
  })[];
  /** The bills in force on which it stands. */
  readonly bills: readonly (DateRange & { readonly billId: number; readonly leaseId: number })[];
  /** The leases of the unit in which it lies. */
  readonly occupants: readonly (OpenDays & { readonly leaseId: number })[];
}

/** Days of a point that one and the same bears. */
export interface BorneDays extends DateRange {
  readonly bearer: Bearer;
  readonly leaseId: number | undefined;
  readonly billId: number | undefined;
}

/** The days of a range by who bears the use of a point on them: all of them, in their order. */
export function borneDays(range: DateRange, point: PointDays): BorneDays[] {
  const limits = [...point.leases, ...point.bills, ...point.occupants].flatMap(({ from, to }) => [
    from,
    ...(to ? [to] : []),
  ]);
  const starts = [range.from, ...limits, ...point.leases.map(({ billedFrom }) => billedFrom)]
    .filter((day) => holds(range, day))
    .toSorted(Temporal.PlainDate.compare)
    .filter((day, n, all) => n === 0 || !day.equals(all[n - 1] ?? range.to));
  const found: BorneDays[] = [];
  for (const [n, from] of starts.entries()) {
    const to = starts[n + 1] ?? range.to;
    const bearer = bearerOn(from, point);
    const last = found.at(-1);
    const isSame =
      last?.bearer === bearer.bearer &&
      last.leaseId === bearer.leaseId &&
      last.billId === bearer.billId;
    if (last && isSame) found[found.length - 1] = { ...last, to };
    else found.push({ from, to, ...bearer });
  }
  return found;
}

function bearerOn(day: Temporal.PlainDate, point: PointDays): Omit<BorneDays, "from" | "to"> {
  const on = (days: OpenDays) => holds(days, day);
  const bill = point.bills.find(on);
  if (bill) return { bearer: "billed", leaseId: bill.leaseId, billId: bill.billId };
  const lease = point.leases.find(on);
  if (lease) {
    const isHere = Temporal.PlainDate.compare(lease.billedFrom, day) <= 0;
    return { bearer: isHere ? "due" : "elsewhere", leaseId: lease.leaseId, billId: undefined };
  }
  if (point.role !== "unit") return { bearer: "own", leaseId: undefined, billId: undefined };
  const occupant = point.occupants.find(on);
  return {
    bearer: occupant ? "untariffed" : "vacant",
    leaseId: occupant?.leaseId,
    billId: undefined,
  };
}

function holds({ from, to }: OpenDays, day: Temporal.PlainDate): boolean {
  const compare = Temporal.PlainDate.compare;
  return compare(from, day) <= 0 && (to === undefined || compare(day, to) < 0);
}
