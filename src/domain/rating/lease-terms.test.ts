import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { daysOf, tariffOf } from "#test/support/rating-case.ts";
import type { DatedTerms, LeaseTerms } from "./circumstances.ts";
import { termStretches } from "./lease-terms.ts";

const APRIL = daysOf("2026-04-01", "2026-05-01");
const byAreaAndPersons = tariffOf({
  charges: ["area", "persons"].map((times) => ({
    kind: "fixed",
    id: times,
    label: times,
    price: "1",
    times,
    per: "day",
  })),
});

const dated = (from: string, values: Readonly<Record<string, string>>): DatedTerms => ({
  from: Temporal.PlainDate.from(from),
  values: Object.fromEntries(
    Object.entries(values).map(([term, text]) => [term, Decimal.parse(text)]),
  ) as LeaseTerms,
});

/** Each stretch as `04-01 to 04-11: area 50`. */
function cut(...terms: readonly DatedTerms[]): string[] {
  return termStretches(byAreaAndPersons, APRIL, terms).map(({ days, terms: said }) => {
    const known = Object.entries(said).map(([term, value]) => `${term} ${value}`);
    const [from, to] = [days.from, days.to].map((day) => day.toString().slice(5));
    return [`${from} to ${to}:`, ...known].join(" ");
  });
}

test("terms cut the days where one of them changes, in order of time", () => {
  assert.deepEqual(
    cut(
      dated("2026-04-21", { area: "60", persons: "3" }),
      dated("2026-03-01", { area: "50", persons: "2" }),
      dated("2026-04-11", { area: "50", persons: "3" }),
    ),
    [
      "04-01 to 04-11: area 50 persons 2",
      "04-11 to 04-21: area 50 persons 3",
      "04-21 to 05-01: area 60 persons 3",
    ],
  );
});

test("the same said again, in other digits too, or something else said, cuts nothing", () => {
  assert.deepEqual(
    cut(
      dated("2026-01-01", { area: "50" }),
      dated("2026-04-11", { area: "50.0" }),
      dated("2026-04-21", { area: "50", dwellings: "2" }),
    ),
    ["04-01 to 05-01: area 50"],
  );
});

test("a term that is no longer said cuts, and one that is said first", () => {
  assert.deepEqual(cut(dated("2026-04-11", { area: "50" }), dated("2026-04-21", {})), [
    "04-01 to 04-11:",
    "04-11 to 04-21: area 50",
    "04-21 to 05-01:",
  ]);
});

test("of two entries of one day the later counts, and those outside the days do not", () => {
  assert.deepEqual(
    cut(
      dated("2026-04-11", { area: "50" }),
      dated("2026-04-11", { area: "70" }),
      dated("2026-05-01", { area: "90" }),
    ),
    ["04-01 to 04-11:", "04-11 to 05-01: area 70"],
  );
});

test("with nothing said there is one stretch of which nothing is known", () => {
  assert.deepEqual(cut(), ["04-01 to 05-01:"]);
  assert.deepEqual(termStretches(byAreaAndPersons, APRIL, undefined), [{ days: APRIL, terms: {} }]);
});
