import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { canonicalJson } from "#domain/billing/canonical-json.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { consumptionCase, daysOf, tariffOf } from "#test/support/rating-case.ts";
import { ratingEvidence } from "./rating-evidence.ts";
import type { RatingInput } from "./rating-input.ts";

const DAYS = daysOf("2026-04-01", "2026-04-02");

function inputOf(parts: { price?: string; first?: number; area?: string } = {}): RatingInput {
  const { price = "0.25", first = 1, area = "50" } = parts;
  return {
    versions: [
      {
        id: 7,
        effectiveFrom: DAYS.from,
        document: tariffOf({
          holidays: { dates: ["12-25", "01-01"] },
          charges: [
            { kind: "consumption", id: "energy", label: "Energy", price },
            {
              kind: "demand",
              id: "kw",
              label: "kW",
              price: "1",
              prorate: "days",
              ratchet: { percent: "80", months: 1, ofMonths: [12, 3] },
            },
          ],
        }),
      },
    ],
    period: DAYS,
    timeZone: "UTC",
    consumption: consumptionCase({ days: DAYS, amount: ({ hour }) => (hour === 0 ? first : 2) }),
    terms: [{ from: DAYS.from, values: { area: Decimal.parse(area) } }],
  };
}

const digest = (input: RatingInput) =>
  createHash("sha256")
    .update(canonicalJson(ratingEvidence(input)))
    .digest("hex");

test("the same inputs have the same digest, whatever the language", () => {
  assert.equal(digest(inputOf()), digest(inputOf()));
  assert.equal(digest({ ...inputOf(), language: "zh" }), digest(inputOf()));
  assert.equal(digest(inputOf({ area: "50.0" })), digest(inputOf()));
});

test("a price, a reading, a term or a day that differs has another digest", () => {
  const others = [
    inputOf({ price: "0.26" }),
    inputOf({ first: 3 }),
    inputOf({ area: "51" }),
    { ...inputOf(), countsFrom: DAYS.from },
    { ...inputOf(), timeZone: "Europe/Berlin" },
  ];
  assert.equal(new Set([inputOf(), ...others].map(digest)).size, 6);
});

test("it is plain: sets in order, counts joined, days and instants as they are written", () => {
  const from = Temporal.Instant.from("2026-04-01T10:00Z");
  const qualities = consumptionCase({ days: DAYS, amount: () => 1, quality: () => 2 });
  const plain = JSON.parse(
    JSON.stringify(
      ratingEvidence({
        ...inputOf(),
        consumption: { ...qualities, amounts: qualities.amounts.subarray(0, 3) },
        events: [{ name: "critical", from, to: from.add({ hours: 1 }) }],
      }),
    ),
  );
  assert.deepEqual(plain.period, { from: "2026-04-01", to: "2026-04-02" });
  assert.deepEqual(plain.events, [
    { name: "critical", from: "2026-04-01T10:00:00Z", to: "2026-04-01T11:00:00Z" },
  ]);
  const { amounts, qualities: marks, perCount } = plain.consumption;
  assert.deepEqual([amounts, marks, perCount], ["1,1,1", Array(24).fill(2).join(","), "1"]);
  const [, demand] = plain.versions[0].document.charges;
  assert.deepEqual(demand.ratchet, { percent: "80", months: 1, ofMonths: ["12", "3"] });
  assert.deepEqual(
    [plain.terms, plain.language],
    [[{ from: "2026-04-01", values: { area: "50" } }], undefined],
  );
});

test("counts of another kind than readings have are a fault of the program", () => {
  const input = { ...inputOf(), extra: new Int16Array(2) };
  assert.throws(() => ratingEvidence(input), /^TypeError: a rating takes no such counts$/);
});
