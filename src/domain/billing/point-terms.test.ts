import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { LEASE_TERMS } from "#domain/tariff/lease-term.ts";
import { pointTerms, type TermEntry } from "./point-terms.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const POINT = 7;

function entry(said: `${TermEntry["term"]}=${string}`, from: string, point?: number): TermEntry {
  const [term = "", value = ""] = said.split("=");
  const known = LEASE_TERMS.find((one) => one === term) ?? "area";
  return { servicePointId: point, term: known, from: day(from), value: Decimal.parse(value) };
}

function said(entries: readonly TermEntry[]): string[] {
  const terms = pointTerms(entries, {
    servicePointId: POINT,
    from: day("2026-01-01"),
    always: { "service-points": Decimal.ONE, area: Decimal.of(80) },
  });
  return terms.map(({ from, values }) => {
    const parts = Object.entries(values).map(([term, value]) => `${term}=${value.toString()}`);
    return `${from.toString()}: ${parts.toSorted().join(" ")}`;
  });
}

test("what is known without an entry holds from the first day", () => {
  assert.deepEqual(said([]), ["2026-01-01: area=80 service-points=1"]);
});

test("a term holds until its next entry, and others go on beside it", () => {
  assert.deepEqual(
    said([
      entry("persons=5", "2026-03-01"),
      entry("persons=4", "2026-02-01"),
      entry("dwellings=1", "2026-02-15"),
    ]),
    [
      "2026-01-01: area=80 service-points=1",
      "2026-02-01: area=80 persons=4 service-points=1",
      "2026-02-15: area=80 dwellings=1 persons=4 service-points=1",
      "2026-03-01: area=80 dwellings=1 persons=5 service-points=1",
    ],
  );
});

test("an entry for the point goes before a later one for the whole lease, one for another point is not its", () => {
  assert.deepEqual(
    said([
      entry("contract-demand=50", "2025-06-01", POINT),
      entry("contract-demand=90", "2026-02-01"),
      entry("contract-demand=10", "2026-02-01", 8),
    ]),
    [
      "2025-06-01: area=80 contract-demand=50 service-points=1",
      "2026-01-01: area=80 contract-demand=50 service-points=1",
      "2026-02-01: area=80 contract-demand=50 service-points=1",
    ],
  );
});

test("an area that the lease says goes before that of the space", () => {
  assert.deepEqual(said([entry("area=75.5", "2026-01-01")]), [
    "2026-01-01: area=75.5 service-points=1",
  ]);
});
