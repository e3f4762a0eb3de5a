/** A fault has a code by which screens find its help: here each that a rating can give. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { Fault, Result } from "#domain/core/fault.ts";
import {
  consumptionCase,
  daysOf,
  type RatingCase,
  ratedOrNot,
  tariffOf,
} from "#test/support/rating-case.ts";
import { charged } from "./charged-per-count.ts";
import { compareTariffs } from "./compare-tariffs.ts";
import { rateTogether } from "./rate-together.ts";

const APRIL = daysOf("2026-04-01", "2026-05-01");
const consumption = consumptionCase({ days: APRIL, amount: () => 1 });
const energy = (fields: Readonly<Record<string, unknown>> = {}) => ({
  kind: "consumption",
  id: "energy",
  label: "Energy",
  ...fields,
});
const tariff = (charge: object, parts: Readonly<Record<string, unknown>> = {}) =>
  tariffOf({ charges: [charge], ...parts });

function codes(result: Result<unknown>): string[] {
  return result.ok ? [] : result.faults.map(({ code }: Fault) => code);
}
const codesOf = (order: Omit<RatingCase, "days">) => codes(ratedOrNot({ days: APRIL, ...order }));

const WITH_EVENTS = {
  calendars: [
    {
      id: "times",
      touPeriods: [{ id: "usual" }, { id: "critical" }],
      days: [{ otherwise: "usual" }],
      events: [{ name: "critical", touPeriod: "critical" }],
    },
  ],
};
const critical = energy({
  rates: [
    { touPeriods: ["usual"], price: "1" },
    { touPeriods: ["critical"], price: "2" },
  ],
});
const from = Temporal.Instant.from("2026-04-02T10:00Z");
const events = [{ name: "critical", from, to: from.add({ hours: 1 }) }];

test("what a tariff asks for and is not there has a code", () => {
  const price = { price: "1" };
  assert.deepEqual(
    codesOf({ tariff: tariff(energy({ ...price, flow: "received" })), consumption }),
    ["rating.channel-missing"],
  );
  assert.deepEqual(
    codesOf({ tariff: tariff(critical, WITH_EVENTS), total: "30", around: { events } }),
    ["rating.events-need-intervals"],
  );
  const market = { kind: "series", id: "market", label: "Market", series: "day-ahead" };
  assert.deepEqual(codesOf({ tariff: tariff(market), consumption }), ["rating.series-missing"]);
  const area = { kind: "fixed", id: "a", label: "A", price: "1", per: "day", times: "area" };
  assert.deepEqual(codesOf({ tariff: tariff(area), consumption }), ["rating.term-missing"]);
  const gas = tariff(energy(price), {
    commodity: "gas",
    unit: "kWh",
    gasEnergy: { calorificSeries: "cv" },
  });
  assert.deepEqual(codesOf({ tariff: gas, total: "30", unit: "m3" }), ["rating.gas-energy"]);
  const history = energy({
    tiers: [{ upTo: "1", price: "1" }, { price: "2" }],
    ladder: { counts: "year" },
  });
  assert.deepEqual(codesOf({ tariff: tariff(history), consumption }), [
    "rating.ladder-needs-history",
  ]);
});

test("holidays of years that no list has are a fault with a code", () => {
  const holidays = {
    holidays: { country: "DE" },
    calendars: [
      {
        id: "times",
        touPeriods: [{ id: "work" }, { id: "rest" }],
        dayTypes: [
          { id: "weekday", weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
          { id: "holiday", holidays: true },
        ],
        days: [
          { dayTypes: ["weekday"], otherwise: "work" },
          { dayTypes: ["holiday"], otherwise: "rest" },
        ],
      },
    ],
  };
  const charge = energy({
    rates: [
      { touPeriods: ["work"], price: "1" },
      { touPeriods: ["rest"], price: "2" },
    ],
  });
  const days = daysOf("2090-04-01", "2090-04-02");
  const late = consumptionCase({ days, amount: () => 1 });
  assert.deepEqual(
    codes(ratedOrNot({ tariff: tariff(charge, holidays), days, consumption: late })),
    ["rating.holidays-unknown"],
  );
});

test("tariffs that price different things are not compared, nor billed together", () => {
  const plain = { charges: [energy({ price: "1" })] };
  const [euros, dollars] = [tariffOf(plain), tariffOf({ ...plain, currency: "USD" })];
  const choices = [
    { name: "euros", document: euros },
    { name: "dollars", document: dollars },
  ];
  assert.deepEqual(codes(compareTariffs({ choices, consumption, days: APRIL, timeZone: "UTC" })), [
    "rating.tariffs-not-alike",
  ]);
  const tariffs = choices.map(({ name, document }) => ({
    name,
    versions: [{ id: 1, effectiveFrom: APRIL.from, document }],
  }));
  assert.deepEqual(codes(rateTogether(tariffs, { period: APRIL, timeZone: "UTC", consumption })), [
    "rating.tariffs-not-alike",
  ]);
});

test("a charge in a unit that cannot be counted from the document's is a fault of the program", () => {
  const counting = { id: "energy", unit: "kWh", quantityFactor: Decimal.ONE };
  assert.throws(() => charged(counting, Decimal.ONE, "m3"), {
    name: "RangeError",
    message: "charge energy cannot count kWh from m3",
  });
  assert.equal(charged(counting, Decimal.ONE, "MWh").normalized().toString(), "1000");
});
