/**
 * What a lease says about its space or its connection that a tariff may count by: `area` of 120 m2,
 * `contract-demand` of 2400 kW. The unit in which each is given stands beside it.
 */
export const LEASE_TERM_UNITS = {
  /** Demand that the customer has declared, or ordered. */
  "contract-demand": "kW",
  /** Rated power of the transformers that supply the customer. */
  "transformer-capacity": "kVA",
  /** Power, or flow, for which the connection is built. */
  "connected-capacity": "kW",
  area: "m2",
  dwellings: "dwelling",
  persons: "person",
  "service-points": "service point",
} as const;

export type LeaseTerm = keyof typeof LEASE_TERM_UNITS;

export const LEASE_TERMS = [
  "contract-demand",
  "transformer-capacity",
  "connected-capacity",
  "area",
  "dwellings",
  "persons",
  "service-points",
] as const satisfies readonly LeaseTerm[];

/** The terms that people enter; how many service points it is about, a bill knows itself. */
export const ENTERED_TERMS = [
  "contract-demand",
  "transformer-capacity",
  "connected-capacity",
  "area",
  "dwellings",
  "persons",
] as const satisfies readonly LeaseTerm[];

export type EnteredTerm = (typeof ENTERED_TERMS)[number];
