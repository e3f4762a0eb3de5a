import { type EnteredTerm, LEASE_TERM_UNITS } from "#domain/tariff/lease-term.ts";
import { unitSign } from "#web/components/format.ts";

/** What a term is counted in; undefined where its name says it: dwellings, persons. */
export function termUnit(term: EnteredTerm): string | undefined {
  return term === "dwellings" || term === "persons" ? undefined : unitSign(LEASE_TERM_UNITS[term]);
}
