import type { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";

export const ALLOCATION_KEYS = ["area", "consumption", "equal", "fixed"] as const;
/** What a cost is divided by. */
export type AllocationKey = (typeof ALLOCATION_KEYS)[number];

/** A part of a cost with its own key: 70 % by consumption, 30 % by area. */
export interface KeyPart {
  readonly key: AllocationKey;
  /** Of the cost; those of a pool sum to 100. */
  readonly percent: Decimal;
}

export const VACANCY_RULES = ["owner", "re-spread"] as const;
/** Who bears the share of a unit that is not let: its owner, or the tenants of the others. */
export type VacancyRule = (typeof VACANCY_RULES)[number];

export const TIME_RULES = ["days", "degree-days"] as const;
/** How the time of a tenant in a unit counts: by days, or by how much of a year's heating they are. */
export type TimeRule = (typeof TIME_RULES)[number];

export interface CostRules {
  readonly parts: readonly KeyPart[];
  readonly vacancy: VacancyRule;
  readonly time: TimeRule;
}

/** A unit that takes part in a cost. */
export interface SharingUnit {
  readonly spaceId: number;
  readonly areaM2: Decimal;
  /** For the key `fixed`: any numbers, such as thousandths of ownership. */
  readonly fixedShare: Decimal;
  /** Who was there when, in order; days of the cost period that are left out were vacant. */
  readonly stays: readonly Stay[];
  /** What was used while nobody was there, for the key `consumption`. */
  readonly vacantConsumption: Decimal;
}

/** A tenant's days in a unit, within the cost period. */
export interface Stay {
  readonly leaseId: number;
  readonly days: DateRange;
  /** For the key `consumption`. */
  readonly consumption: Decimal;
}
