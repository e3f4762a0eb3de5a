import {
  notNegative,
  oneOf,
  optional,
  record,
  refuse,
  required,
  wholeNumber,
  type Place,
  type RecordOf,
} from "./document-reader.ts";
import { LEASE_TERMS } from "./lease-term.ts";
import { within } from "./parse-calendar.ts";
import {
  LADDER_WINDOWS,
  PEAK_DEMAND,
  TIER_ALLOCATIONS,
  type Ladder,
  type LadderLimitUnit,
} from "./tariff-document.ts";
import type { Rate } from "./tariff-rate.ts";

const ladderFields = {
  counts: required(oneOf(LADDER_WINDOWS)),
  kind: optional(oneOf(["marginal", "volume"])),
  allocation: optional(oneOf(TIER_ALLOCATIONS)),
  prorate: optional(oneOf(["days", "none"])),
  limitsPer: optional(oneOf<LadderLimitUnit>([...LEASE_TERMS, PEAK_DEMAND])),
  intervalMinutes: optional(wholeNumber(1, 1440)),
  widen: optional(
    record({
      per: required(oneOf(LEASE_TERMS)),
      above: optional(notNegative),
      by: required(notNegative),
    }),
  ),
};
/** A ladder as written. */
export const readLadder = record(ladderFields);

/** Resolves a ladder against the rates of its charge; reports a ladder without tiers and the reverse. */
export function resolveLadder(
  place: Place,
  written: RecordOf<typeof ladderFields> | undefined,
  rates: readonly Rate[],
): Ladder | undefined | "wrong" {
  const hasTiers = rates.some((rate) => rate.tiers.length > 1);
  if (hasTiers !== (written !== undefined)) {
    refuse(
      within(place, "ladder"),
      hasTiers ? "is missing" : "is not used by a charge without tiers",
      hasTiers ? 'say when counting starts again, like {"counts": "month"}' : "leave it out",
    );
    return "wrong";
  }
  if (!written) return undefined;
  const { counts, kind = "marginal", prorate = "none", limitsPer, intervalMinutes } = written;
  const allocation = written.allocation ?? (rates.length === 1 ? "proportional" : undefined);
  if (!allocation) {
    refuse(
      within(place, "ladder.allocation"),
      "is missing",
      `say how the rates share the tiers: ${TIER_ALLOCATIONS.join(", ")}`,
    );
    return "wrong";
  }
  if (intervalMinutes !== undefined && limitsPer !== PEAK_DEMAND) {
    const at = within(place, "ladder.intervalMinutes");
    refuse(at, "stands without limits per kW of demand", `write "limitsPer": "${PEAK_DEMAND}"`);
    return "wrong";
  }
  if (limitsPer === PEAK_DEMAND && !["month", "billing-period"].includes(counts)) {
    const at = within(place, "ladder.counts");
    refuse(
      at,
      `is "${counts}", and demand is that of a month`,
      'write "month" or "billing-period"',
    );
    return "wrong";
  }
  const { widen } = written;
  return { counts, kind, allocation, prorate, limitsPer, intervalMinutes, widen };
}
