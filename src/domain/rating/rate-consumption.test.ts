import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  required,
  tariffOf,
  totalText,
} from "#test/support/rating-case.ts";
import { rate } from "./rate.ts";

/** Valley 22:00 to 06:00 across midnight, peak 08:30 to 12:00, flat between. */
const threePeriods = (prices: { peak: string; flat: string; valley: string }) => ({
  calendars: [
    {
      id: "day",
      touPeriods: [{ id: "peak" }, { id: "flat" }, { id: "valley" }],
      days: [
        {
          windows: [
            { from: "22:00", to: "06:00", touPeriod: "valley" },
            { from: "08:30", to: "12:00", touPeriod: "peak" },
          ],
          otherwise: "flat",
        },
      ],
    },
  ],
  charges: [
    {
      kind: "consumption",
      id: "energy",
      label: "Energy",
      rates: Object.entries(prices).map(([id, price]) => ({ touPeriods: [id], price })),
    },
  ],
});

const ladder = (parts: Record<string, unknown>, tiers: readonly object[]) =>
  tariffOf({
    charges: [{ kind: "consumption", id: "energy", label: "Energy", tiers, ladder: parts }],
  });

test("R9: peak, flat and valley are priced each at its own rate", () => {
  const days = daysOf("2026-03-02", "2026-03-03");
  const consumption = consumptionCase({
    days,
    intervalMinutes: 30,
    amount: (at) => {
      if (at.hour >= 22 || at.hour < 6) return 5;
      const peak = at.hour * 60 + at.minute >= 8 * 60 + 30 && at.hour < 12;
      // 7 half hours of peak are 120 kWh with the last one, 25 of flat 300.
      if (!peak) return 12;
      return at.hour === 11 && at.minute === 30 ? 18 : 17;
    },
  });
  const tariff = tariffOf(threePeriods({ peak: "1.2", flat: "0.8", valley: "0.4" }));
  const result = rated({ tariff, days, consumption });
  assert.deepEqual(lineTexts(result), [
    "144.00 = 120 kWh × 1.2",
    "240.00 = 300 kWh × 0.8",
    "32.00 = 80 kWh × 0.4",
  ]);
  assert.equal(totalText(result), "416.00");
});

test("a boundary within an interval divides it, and nothing is lost", () => {
  const days = daysOf("2026-03-02", "2026-03-03");
  const consumption = consumptionCase({ days, perCount: "0.001", amount: () => 1001 });
  const tariff = tariffOf(threePeriods({ peak: "1", flat: "1", valley: "1" }));
  const { lines } = rated({ tariff, days, consumption });
  const [peak] = lines;
  assert.equal(peak?.quantity.toString(), "3.504");
  assert.equal(Decimal.sum(lines.map(({ quantity }) => quantity)).toString(), "24.024");
});

test("R10: a named date goes before a holiday, that before the weekday, and winter differs", () => {
  const tariff = tariffOf({
    holidays: { dates: ["12-25"] },
    calendars: [
      {
        id: "seasons",
        seasons: [
          { id: "summer", from: "05-01", through: "10-31" },
          { id: "winter", from: "11-01", through: "04-30" },
        ],
        dayTypes: [
          { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
          { id: "rest", weekdays: ["sat", "sun"], holidays: true },
          { id: "event", dates: ["2026-07-15", "2026-12-25"] },
        ],
        touPeriods: [{ id: "on" }, { id: "off" }, { id: "critical" }],
        days: [
          {
            seasons: ["summer"],
            dayTypes: ["work"],
            windows: [{ from: "11:00", to: "17:00", touPeriod: "on" }],
            otherwise: "off",
          },
          {
            seasons: ["winter"],
            dayTypes: ["work"],
            windows: [{ from: "07:00", to: "11:00", touPeriod: "on" }],
            otherwise: "off",
          },
          { dayTypes: ["rest"], otherwise: "off" },
          {
            dayTypes: ["event"],
            windows: [{ from: "14:00", to: "18:00", touPeriod: "critical" }],
            otherwise: "off",
          },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["on"], price: "0.60" },
          { touPeriods: ["off"], price: "0.20" },
          { touPeriods: ["critical"], price: "1.50" },
        ],
      },
    ],
  });
  const tenAt = (day: string, hour: number) => {
    const days = {
      from: Temporal.PlainDate.from(day),
      to: Temporal.PlainDate.from(day).add({ days: 1 }),
    };
    const consumption = consumptionCase({ days, amount: (at) => (at.hour === hour ? 10 : 0) });
    return totalText(rated({ tariff, days, consumption }));
  };
  assert.equal(tenAt("2026-07-14", 15), "6.00", "a summer workday");
  assert.equal(tenAt("2026-07-15", 15), "15.00", "the event of that day: 9.00 more");
  assert.equal(tenAt("2026-07-18", 15), "2.00", "a Saturday");
  assert.equal(tenAt("2026-01-14", 15), "2.00", "winter has its peak in the morning");
  assert.equal(tenAt("2026-01-14", 8), "6.00");
  assert.equal(tenAt("2025-12-25", 8), "2.00", "a holiday on a Thursday");
  assert.equal(tenAt("2026-12-25", 15), "15.00", "an event on a holiday");
});

/** One kW around the clock: what the valley of these days costs, and their hours. */
function valleyOf(from: string, to: string) {
  const days = daysOf(from, to);
  const timeZone = "Europe/Berlin";
  const consumption = consumptionCase({ days, timeZone, amount: () => 1 });
  const tariff = tariffOf({
    calendars: [
      {
        id: "day",
        touPeriods: [{ id: "valley" }, { id: "day" }],
        days: [
          { windows: [{ from: "00:00", to: "06:00", touPeriod: "valley" }], otherwise: "day" },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["valley"], price: "0.30" },
          { touPeriods: ["day"], price: "0" },
        ],
      },
    ],
  });
  const result = rated({ tariff, days, timeZone, consumption });
  return { total: totalText(result), hours: result.quantity.toString() };
}

test("R11: a day of 25 or 23 hours has the hours that its clock shows", () => {
  assert.deepEqual(valleyOf("2026-10-25", "2026-10-26"), { total: "2.10", hours: "25" });
  assert.deepEqual(valleyOf("2026-03-29", "2026-03-30"), { total: "1.50", hours: "23" });
  assert.deepEqual(valleyOf("2026-06-01", "2026-06-02"), { total: "1.80", hours: "24" });
});

test("R12: a graduated ladder prices each band, a volume ladder everything at the band reached", () => {
  const days = daysOf("2026-03-01", "2026-04-01");
  const graduated = ladder({ counts: "month" }, [{ upTo: "50", price: "0.53" }, { price: "0.58" }]);
  assert.equal(totalText(rated({ tariff: graduated, days, total: "10" })), "5.30");
  const hundred = rated({ tariff: graduated, days, total: "100" });
  assert.deepEqual(lineTexts(hundred), ["26.50 = 50 kWh × 0.53", "29.00 = 50 kWh × 0.58"]);
  assert.deepEqual(
    hundred.lines.map(({ tier }) => tier),
    [1, 2],
  );
  const volume = ladder({ counts: "month", kind: "volume" }, [
    { upTo: "15", price: "10" },
    { price: "5" },
  ]);
  assert.equal(totalText(rated({ tariff: volume, days, total: "15" })), "150.00");
  assert.equal(totalText(rated({ tariff: volume, days, total: "16" })), "80.00");
});

test("R13: a yearly ladder goes on counting from the first of January, beside time of use", () => {
  const bands = [{ upTo: "2760", price: "0" }, { upTo: "4800", price: "0.05" }, { price: "0.30" }];
  const tariff = tariffOf({
    calendars: [
      {
        id: "day",
        touPeriods: [{ id: "peak" }, { id: "valley" }],
        days: [
          { windows: [{ from: "08:00", to: "21:00", touPeriod: "peak" }], otherwise: "valley" },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["peak"], price: "0.5583" },
          { touPeriods: ["valley"], price: "0.3583" },
        ],
      },
      {
        kind: "consumption",
        id: "steps",
        label: "Steps",
        tiers: bands,
        ladder: { counts: "year" },
      },
    ],
  });
  const days = daysOf("2026-12-01", "2027-01-01");
  const consumption = consumptionCase({
    days: daysOf("2026-01-01", "2027-01-01"),
    amount: (at) => {
      const instant = at.toPlainDateTime().toString();
      if (instant === "2026-02-01T00:00:00") return 4500;
      if (instant === "2026-12-03T12:00:00") return 400;
      return instant === "2026-12-03T23:00:00" ? 200 : 0;
    },
  });
  const result = rated({ tariff, days, consumption });
  assert.equal(totalText(result), "399.98");
  const steps = result.lines.filter(({ chargeId }) => chargeId === "steps");
  assert.equal(Decimal.sum(steps.map(({ amount }) => amount)).toFixed(2), "105.00");
});

test("a ladder without the readings that it counts is a fault that says what to do", () => {
  const tariff = ladder({ counts: "year" }, [{ upTo: "100", price: "1" }, { price: "2" }]);
  const period = daysOf("2026-03-01", "2026-04-01");
  const result = rate({
    versions: [{ id: 1, effectiveFrom: period.from, document: tariff }],
    period,
    timeZone: "UTC",
    consumption: consumptionCase({ days: period, amount: () => 1 }),
  });
  assert.equal(result.ok, false);
  assert.equal(result.faults[0]?.code, "rating.ladder-needs-history");
});

test("R14: limits prorated by days fall with the days, others stay whole", () => {
  const tiers = [{ upTo: "1000", price: "0.087" }, { price: "0.103" }];
  const days = daysOf("2026-04-16", "2026-05-01");
  const byDays = ladder({ counts: "month", prorate: "days" }, tiers);
  assert.equal(totalText(rated({ tariff: byDays, days, total: "700" })), "64.10");
  const whole = ladder({ counts: "month", prorate: "none" }, tiers);
  const countsFrom = "2026-04-16";
  assert.equal(totalText(rated({ tariff: whole, days, total: "700", countsFrom })), "60.90");
});

function exactPrice(price: string) {
  return tariffOf({
    rounding: { line: "none" },
    charges: [{ kind: "consumption", id: "energy", label: "Energy", price }],
  });
}

test("R15: a new version prices intervals by their time and a total by its days", () => {
  const period = daysOf("2026-04-01", "2026-05-01");
  const versions = [
    { id: 2, effectiveFrom: Temporal.PlainDate.from("2026-04-11"), document: exactPrice("0.25") },
    { id: 1, effectiveFrom: period.from, document: exactPrice("0.20") },
  ];
  const order = { versions, period, timeZone: "UTC" };
  const total = { quantity: Decimal.parse("1000") };
  const byDays = required(rate({ ...order, consumption: undefined, total }));
  assert.equal(totalText(byDays), "233.33");
  assert.deepEqual(
    byDays.lines.map(({ amountMinor }) => amountMinor),
    [6666n, 16667n],
    "what rounding the sum leaves goes to the line with the largest remainder",
  );
  assert.deepEqual(byDays.versionIds, [1, 2]);
  const consumption = consumptionCase({
    days: period,
    amount: (at) => (at.day === 10 && at.hour === 23 ? 1000 : 0),
  });
  assert.equal(totalText(required(rate({ ...order, consumption }))), "200.00");
});

test("R15: a season changes within the period by its days", () => {
  const tariff = tariffOf({
    calendars: [
      {
        id: "year",
        seasons: [
          { id: "summer", from: "06-01", through: "09-12" },
          { id: "winter", from: "09-13", through: "05-31" },
        ],
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { seasons: ["summer"], price: "0.25" },
          { seasons: ["winter"], price: "0.20" },
        ],
      },
    ],
  });
  const result = rated({ tariff, days: daysOf("2026-09-01", "2026-10-01"), total: "900" });
  assert.deepEqual(lineTexts(result), ["90.00 = 360 kWh × 0.25", "108.00 = 540 kWh × 0.2"]);
});

test("R8: sewage is a part of the water, and the formula says so", () => {
  const tariff = tariffOf({
    commodity: "cold-water",
    charges: [
      { kind: "consumption", id: "water", label: "Water", price: "2.80" },
      { kind: "consumption", id: "sewage", label: "Sewage", price: "1.10", quantityFactor: "0.9" },
    ],
  });
  const result = rated({ tariff, days: daysOf("2026-03-01", "2026-04-01"), total: "30" });
  assert.deepEqual(lineTexts(result), ["84.00 = 30 m3 × 2.8", "29.70 = 0.9 × 30 m3 × 1.1"]);
  assert.equal(totalText(result), "113.70");
});

test("each line says which share of it rests on estimated readings", () => {
  const days = daysOf("2026-03-02", "2026-03-03");
  const { measured, estimated } = READING_QUALITY;
  const consumption = consumptionCase({
    days,
    amount: () => 2,
    quality: ({ hour }) => (hour < 3 ? estimated : measured),
  });
  const tariff = tariffOf(threePeriods({ peak: "1", flat: "1", valley: "1" }));
  const { lines } = rated({ tariff, days, consumption });
  assert.deepEqual(
    lines.map(({ touPeriod, estimatedShare }) => [touPeriod, estimatedShare]),
    [
      ["peak", 0],
      ["flat", 0],
      ["valley", 0.375],
    ],
  );
});

test("consumption that does not cover the period is a fault, not a smaller bill", () => {
  const tariff = tariffOf({
    charges: [{ kind: "consumption", id: "energy", label: "Energy", price: "1" }],
  });
  const period = daysOf("2026-03-01", "2026-04-01");
  const consumption = consumptionCase({
    days: daysOf("2026-03-01", "2026-03-31"),
    amount: () => 1,
  });
  const versions = [{ id: 1, effectiveFrom: period.from, document: tariff }];
  const order = { period, timeZone: "UTC", consumption };
  const short = rate({ ...order, versions });
  assert.equal(short.ok ? "" : short.faults[0]?.code, "rating.consumption-too-short");
  const late = [{ id: 1, effectiveFrom: Temporal.PlainDate.from("2026-03-02"), document: tariff }];
  const none = rate({ ...order, versions: late });
  assert.equal(none.ok ? "" : none.faults[0]?.code, "rating.no-version");
});
