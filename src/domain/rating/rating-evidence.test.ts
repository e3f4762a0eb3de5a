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
