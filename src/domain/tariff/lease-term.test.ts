import assert from "node:assert/strict";
import { test } from "node:test";
import { ENTERED_TERMS, LEASE_TERM_UNITS, LEASE_TERMS } from "./lease-term.ts";

test("every term has a unit, and people enter all but the count of service points", () => {
  assert.deepEqual(LEASE_TERM_UNITS, {
    "contract-demand": "kW",
    "transformer-capacity": "kVA",
    "connected-capacity": "kW",
    area: "m2",
    dwellings: "dwelling",
    persons: "person",
    "service-points": "service point",
  });
  assert.deepEqual(LEASE_TERMS, Object.keys(LEASE_TERM_UNITS));
  assert.deepEqual([...ENTERED_TERMS, "service-points"], LEASE_TERMS);
});
