import type { Commodity } from "#domain/core/commodity.ts";
import {
  identifier,
  localText,
  oneOf,
  optional,
  refuse,
  required,
  type Place,
} from "./document-reader.ts";
import { within } from "./parse-calendar.ts";
import type { TariffCalendar } from "./tariff-calendar.ts";
import { CHARGE_KINDS, type FixedCharge } from "./tariff-document.ts";
import { PRORATIONS, RECURRENCES } from "./charge-recurrence.ts";

/** What the charges of a document may refer to. */
export interface ChargeSurroundings {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly calendars: readonly TariffCalendar[];
  /** Ids of the charges before this one. */
  readonly earlier: readonly string[];
}

export const kindOf = oneOf(CHARGE_KINDS);

/** The fields of every charge. */
export const common = {
  kind: required(kindOf),
  id: required(identifier),
  label: required(localText),
};

/** The fields of an amount that recurs. */
export const recurring = {
  per: required(oneOf(RECURRENCES)),
  prorate: optional(oneOf(PRORATIONS)),
};
/** Reports the first id that is not one of `earlier`. */
export function knownIds(
  place: Place,
  ids: readonly string[],
  earlier: readonly string[],
): boolean {
  const missing = ids.find((id) => !earlier.includes(id));
  if (missing === undefined) return true;
  const choice = earlier.map((id) => `"${id}"`).join(", ");
  refuse(
    place,
    `"${missing}" does not stand before it`,
    choice === "" ? "write it after what it refers to" : `choose from ${choice}`,
  );
  return false;
}

/** Which proration an amount per day, month or year may have, and which it has when none is said. */
export function prorationOf(
  place: Place,
  per: FixedCharge["per"],
  written: FixedCharge["prorate"] | undefined,
): FixedCharge["prorate"] | undefined {
  const allowed: Readonly<Record<FixedCharge["per"], readonly FixedCharge["prorate"][]>> = {
    day: ["days"],
    month: ["days", "none"],
    year: ["days", "months"],
    "billing-period": ["none"],
  };
  const choices = allowed[per];
  if (!written && choices.length > 1) {
    return refuse(
      within(place, "prorate"),
      "is missing",
      `say what a part of a ${per} costs: ${choices.map((it) => `"${it}"`).join(" or ")}`,
    );
  }
  if (!written || choices.includes(written)) return written ?? choices[0];
  return refuse(
    within(place, "prorate"),
    `"${written}" does not fit an amount per ${per}`,
    `write ${choices.join(" or ")}`,
  );
}
