/** What few ratings come to: prices by series told, several tariffs with taxes, nothing to divide. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { consumptionCase, daysOf, rated, required, tariffOf } from "#test/support/rating-case.ts";
import { askedChannels } from "./asked-channels.ts";
import { fillTiers, tierOverlaps } from "./fill-tiers.ts";
import { rateTogether } from "./rate-together.ts";

const DAY = daysOf("2026-04-01", "2026-04-02");
const consumption = consumptionCase({
  days: DAY,
  amount: () => 1,
  // Estimated in the second half of the day.
  quality: ({ hour }) => (hour < 12 ? READING_QUALITY.measured : READING_QUALITY.estimated),
});
const energy = {
  kind: "consumption",
  id: "energy",
  label: { en: "Energy", zh: "电能" },
  price: "1",
};

const at = (text: string) => Temporal.Instant.from(`2026-04-${text}:00Z`);

test("a line priced by a series tells what it is, when it held, and how much was estimated", () => {
  const tariff = tariffOf({
    charges: [{ kind: "series", id: "market", label: "Market", series: "day-ahead" }],
  });
  const steps = [
    { from: at("01T00"), price: Decimal.parse("0.1") },
    { from: at("01T18"), price: Decimal.parse("0.3") },
  ];
  const series = { "day-ahead": { steps, to: at("02T00") } };
  const { lines } = rated({ tariff, days: DAY, consumption, around: { series } });
  assert.deepEqual(
    lines.map(({ kind, chargeId, label, unit, range, quantity, estimatedShare }) => [
      `${kind} ${chargeId} ${label}`,
      `${range.from} to ${range.to}`,
      `${quantity} ${unit}`,
      estimatedShare,
    ]),
    [
      ["energy market Market", "2026-04-01T00:00:00Z to 2026-04-01T18:00:00Z", "18 kWh", 0.5],
      ["energy market Market", "2026-04-01T18:00:00Z to 2026-04-02T00:00:00Z", "6 kWh", 0.5],
    ],
  );
});

test("labels are English unless another language is asked for", () => {
  const { lines } = rated({ tariff: tariffOf({ charges: [energy] }), days: DAY, consumption });
  assert.deepEqual(
    lines.map(({ label, estimatedShare }) => [label, estimatedShare]),
    [["Energy", 0.5]],
  );
});

test("the power factor asks for the reactive channels", () => {
  const factor = { kind: "power-factor", id: "factor", label: "Factor", standard: "0.90" };
  const asked = askedChannels(tariffOf({ charges: [energy, factor] }));
  assert.deepEqual([...asked], ["reactiveImport", "reactiveExport"]);
});

test("several tariffs keep each its taxes", () => {
  const taxed = (name: string, percent: string) => ({
    name,
    versions: [
      {
        id: 1,
        effectiveFrom: DAY.from,
        document: tariffOf({ charges: [energy], taxes: [{ id: name, label: name, percent }] }),
      },
    ],
  });
  const together = required(
    rateTogether([taxed("supply", "10"), taxed("grid", "25")], {
      period: DAY,
      timeZone: "UTC",
      consumption,
    }),
  );
  // 24.00 each: 2.40 and 6.00.
  assert.deepEqual(
    together.taxes.map(({ id, amountMinor }) => [id, amountMinor]),
    [
      ["supply", 240n],
      ["grid", 600n],
    ],
  );
  assert.equal(together.totalMinor, 5640n);
});

const filled = (quantity: number, reached: number) =>
  fillTiers({
    overlaps: tierOverlaps([Decimal.of(1), Decimal.of(2)], Decimal.of(reached)),
    quantity: Decimal.of(quantity),
    reached: Decimal.of(reached),
    kind: "marginal",
  }).map((tier) => tier.normalized().toString());

test("nothing used has nothing in every tier, and a ladder that goes back has all in the first", () => {
  assert.deepEqual(filled(0, 3), ["0", "0", "0"]);
  assert.deepEqual(filled(4, 0), ["4", "0", "0"]);
  assert.deepEqual(filled(-4, -4), ["-4", "0", "0"]);
  assert.deepEqual(filled(2, -4), ["2", "0", "0"]);
});
