import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { consumptionCase, daysOf, required, tariffOf } from "#test/support/rating-case.ts";
import { rate } from "./rate.ts";
import type { RatingInput } from "./rating-input.ts";

const MARCH = daysOf("2026-03-01", "2026-04-01");
const ENERGY = {
  kind: "consumption",
  id: "energy",
  label: { en: "Energy", zh: "电费" },
  price: "0.5",
};
const FLAT = tariffOf({ charges: [ENERGY] });
const version = (from: string, document = FLAT, id = 1) => ({
  id,
  effectiveFrom: Temporal.PlainDate.from(from),
  document,
});
const TOTAL = { quantity: Decimal.parse("310") };
const BASE: RatingInput = {
  versions: [version("2026-01-01")],
  period: MARCH,
  timeZone: "Europe/Berlin",
  consumption: undefined,
};

function refusal(parts: Partial<RatingInput>): string[] {
  const result = rate({ ...BASE, ...parts });
  return result.ok ? [] : result.faults.map((fault) => `${fault.code} ${faultText(fault)}`);
}

const amounts = (parts: Partial<RatingInput>) =>
  required(rate({ ...BASE, ...parts })).lines.map(({ amount, label }) => `${label} ${amount}`);

test("what stands in the way of a bill is told with its place and remedy", () => {
  assert.deepEqual(refusal({ versions: [version("2026-03-02")], total: TOTAL }), [
    "rating.no-version tariff: no version of it is in force on 2026-03-01 (add a version from that day or before)",
  ]);
  assert.deepEqual(refusal({ versions: [], total: TOTAL }), [
    "rating.no-version tariff: no version of it is in force on 2026-03-01 (add a version from that day or before)",
  ]);
  assert.deepEqual(refusal({}), [
    "rating.no-consumption consumption: there is neither interval consumption nor a total (give one of them)",
  ]);
  assert.deepEqual(refusal({ total: TOTAL, unit: "m3" }), [
    "rating.unit consumption: it is in m3, which a tariff in kWh cannot price (price it by a tariff in m3)",
  ]);
  const short = consumptionCase({
    days: daysOf("2026-03-02", "2026-04-01"),
    timeZone: "Europe/Berlin",
    amount: () => 1,
  });
  assert.deepEqual(refusal({ consumption: short }), [
    "rating.consumption-too-short consumption: it does not cover 2026-03-01 to 2026-04-01 (read the point for the whole billing period, or bill by its registers)",
  ]);
  const yuan = tariffOf({ charges: [ENERGY], currency: "CNY" });
  assert.deepEqual(
    refusal({ versions: [version("2026-01-01"), version("2026-03-11", yuan)], total: TOTAL }),
    [
      "rating.mixed-versions tariff: its version from 2026-03-11 is in CNY and kWh, the one before in EUR and kWh (end the billing period where the version begins)",
    ],
  );
});

const gas = (calorificValue: string) =>
  tariffOf({
    commodity: "gas",
    unit: "kWh",
    gasEnergy: { volumeCorrection: "1", calorificValue },
    charges: [ENERGY],
  });

test("what was sent back has to cover the period as well, and is told beside what was drawn", () => {
  const short = consumptionCase({
    days: daysOf("2026-03-02", "2026-04-01"),
    timeZone: "Europe/Berlin",
    amount: () => 1,
  });
  const whole = consumptionCase({ days: MARCH, timeZone: "Europe/Berlin", amount: () => 1 });
  const tooShort =
    "rating.consumption-too-short consumption: it does not cover 2026-03-01 to 2026-04-01 (read the point for the whole billing period, or bill by its registers)";
  const channels = { received: short };
  assert.deepEqual(refusal({ consumption: whole, channels }), [tooShort]);
  assert.deepEqual(refusal({ consumption: short, channels }), [tooShort, tooShort]);
});

test("gas of two calorific values cannot be on one bill, and the values are told", () => {
  const versions = [version("2026-01-01", gas("36")), version("2026-03-11", gas("39.3"))];
  const [fault] = refusal({ versions, total: TOTAL, unit: "m3" });
  assert.match(fault ?? "", /^rating.mixed-versions .* is in EUR and kWh by the gas factors .*39/);
  assert.match(fault ?? "", /, the one before in EUR and kWh by the gas factors .*36/);
});

test("of a total of nothing no share is estimated, whatever is said of its readings", () => {
  const nothing = { quantity: Decimal.ZERO, estimatedShare: 0.25 };
  const { lines } = required(rate({ ...BASE, total: nothing }));
  assert.deepEqual(
    lines.map(({ estimatedShare }) => estimatedShare),
    [0],
  );
});

test("versions hold from their day, in whichever order they are given; of two of one day the later", () => {
  const dear = tariffOf({ charges: [{ ...ENERGY, price: "1" }] });
  // 310 kWh over 31 days: 10 days at 0.5 and 21 at 1.
  const versions = [version("2026-03-11", dear, 2), version("2026-01-01", FLAT, 1)];
  assert.deepEqual(amounts({ versions, total: TOTAL }), ["Energy 50.0", "Energy 210"]);
  assert.deepEqual(required(rate({ ...BASE, versions, total: TOTAL })).versionIds, [1, 2]);
  const sameDay = [version("2026-01-01", dear), version("2026-01-01", FLAT)];
  assert.deepEqual(amounts({ versions: sameDay, total: TOTAL }), ["Energy 155.0"]);
  const later = [version("2026-01-01"), version("2026-04-01", dear)];
  assert.deepEqual(amounts({ versions: later, total: TOTAL }), ["Energy 155.0"]);
});

test("labels are English unless another language is asked for", () => {
  assert.deepEqual(amounts({ total: TOTAL }), ["Energy 155.0"]);
  assert.deepEqual(amounts({ total: TOTAL, language: "zh" }), ["电费 155.0"]);
});

test("the quantity is in the unit of the readings, the peak in kW", () => {
  const consumption = consumptionCase({
    days: MARCH,
    timeZone: "Europe/Berlin",
    intervalMinutes: 30,
    perCount: "0.001",
    amount: (_, n) => (n === 100 ? 3 : 1),
  });
  // 743 hours, twice an interval of 0.001 MWh, and 0.002 more; 0.003 MWh in half an hour are 6 kW.
  const { quantity, peakKw } = required(rate({ ...BASE, consumption, unit: "MWh" }));
  assert.equal(quantity.toString(), "1.488");
  assert.equal(peakKw?.toString(), "6");
  const byTotal = required(rate({ ...BASE, total: { quantity: Decimal.parse("310.00") } }));
  assert.equal(byTotal.quantity.toString(), "310");
  assert.equal(byTotal.peakKw, undefined);
});

test("a total says how much of it is estimated; spread over times of use, all of it is", () => {
  assert.deepEqual(estimatedShares({ charges: [ENERGY] }), [0.25]);
  const calendars = [
    {
      id: "day",
      touPeriods: [{ id: "day" }, { id: "night" }],
      days: [{ windows: [{ from: "06:00", to: "18:00", touPeriod: "day" }], otherwise: "night" }],
    },
  ];
  const rates = [
    { touPeriods: ["day"], price: "1" },
    { touPeriods: ["night"], price: "2" },
  ];
  const { price: _, ...timeOfUse } = { ...ENERGY, rates };
  assert.deepEqual(estimatedShares({ charges: [timeOfUse], calendars }), [1, 1]);
});

function estimatedShares(document: Parameters<typeof tariffOf>[0]) {
  const versions = [version("2026-01-01", tariffOf(document))];
  const { lines } = required(
    rate({ ...BASE, versions, total: { ...TOTAL, estimatedShare: 0.25 } }),
  );
  return lines.map(({ estimatedShare }) => estimatedShare);
}

test("a total says nothing of demand, and a ladder in the order of use shares it instead", () => {
  const demand = { kind: "demand", id: "demand", label: "Demand", price: "5", prorate: "days" };
  const peaks = tariffOf({ charges: [demand] });
  assert.deepEqual(refusal({ versions: [version("2026-01-01", peaks)], total: TOTAL }), [
    "rating.demand-unknown charges demand: demand cannot be found in one total for the billing period (bill the point from interval readings, or by a tariff without demand charge)",
  ]);
  const tiers = [{ upTo: "100", price: "1" }, { price: "2" }];
  const ladder = { counts: "month", allocation: "chronological" };
  const { price: _, ...rest } = ENERGY;
  const chronological = tariffOf({ charges: [{ ...rest, tiers, ladder }] });
  const versions = [version("2026-01-01", chronological)];
  assert.deepEqual(amounts({ versions, total: TOTAL }), ["Energy 100", "Energy 420"]);
});

test("nothing used is said once", () => {
  const none = { quantity: Decimal.ZERO };
  assert.deepEqual(amounts({ total: none }), ["Energy 0.0"]);
});
