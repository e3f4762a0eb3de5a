/** What is billed where the month's own peak is not all that counts: rules R22, R23, R25 to R27. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import type { Circumstances, LeaseTerms } from "#domain/rating/circumstances.ts";
import {
  consumptionCase,
  daysOf,
  lineTexts,
  rated,
  ratedOrNot,
  tariffOf,
} from "#test/support/rating-case.ts";
import { formulaText } from "./formula.ts";

const demandTariff = (parts: Record<string, unknown>) =>
  tariffOf({
    charges: [
      { kind: "demand", id: "demand", label: "Demand", per: "month", prorate: "days", ...parts },
    ],
  });
const kw = Decimal.parse;

/** Hourly readings whose peak is, in the month that begins then, so many kW; else 1 kW. */
function monthlyPeaks(from: string, to: string, peaks: Readonly<Record<string, string>>) {
  return consumptionCase({
    days: daysOf(from, to),
    perCount: "0.1",
    amount: (at) => {
      const peak = peaks[at.toPlainDate().toString().slice(0, 7)];
      return at.day === 3 && at.hour === 10 && peak !== undefined ? Number(peak) * 10 : 10;
    },
  });
}

const JANUARY = daysOf("2026-01-01", "2026-02-01");

test("R22: 80 % of the highest 500 of the months before is billed where 320 is measured", () => {
  // Over new year: July 2025 counts for January 2026. 0.8 × 500 = 400 kW, × 12 = 4800.
  const tariff = demandTariff({ price: "12", ratchet: { percent: "80", months: 11 } });
  const peaks = { "2025-07": "500", "2025-10": "390", "2026-01": "320" };
  const consumption = monthlyPeaks("2025-02-01", "2026-02-01", peaks);
  assert.deepEqual(lineTexts(rated({ tariff, days: JANUARY, consumption })), [
    "4800.00 = 0.8 × 500 kW × 12",
  ]);
});

test("R22: a ratchet forgets what lies before its months, and months it does not name", () => {
  const peaks = { "2025-07": "500", "2025-12": "390", "2026-01": "320" };
  const consumption = monthlyPeaks("2025-02-01", "2026-02-01", peaks);
  // Five months back is August: 0.9 × 390 = 351 kW.
  const five = demandTariff({ price: "12", ratchet: { percent: "90", months: 5 } });
  assert.deepEqual(lineTexts(rated({ tariff: five, days: JANUARY, consumption })), [
    "4212.00 = 0.9 × 390 kW × 12",
  ]);
  // Of October and November only 1 kW was drawn: the month's own 320 kW.
  const autumn = demandTariff({
    price: "12",
    ratchet: { percent: "90", months: 11, ofMonths: [10, 11] },
  });
  assert.deepEqual(lineTexts(rated({ tariff: autumn, days: JANUARY, consumption })), [
    "3840.00 = 320 kW × 12",
  ]);
});

test("R22: peaks from before the readings are told; without them there is a fault, no smaller bill", () => {
  const tariff = demandTariff({ price: "12", ratchet: { percent: "80", months: 2 } });
  const consumption = monthlyPeaks("2025-12-01", "2026-02-01", { "2026-01": "320" });
  const order = { tariff, days: JANUARY, consumption };
  const missing = ratedOrNot(order);
  assert.deepEqual(missing.ok ? [] : missing.faults.map(faultText), [
    "charges demand: it counts the peak of 2025-11, and there are neither readings from then nor that peak (load the readings, or say the highest demand of 2025-11)",
  ]);
  const peak = { month: Temporal.PlainDate.from("2025-11-01"), demand: kw("500") };
  const told = { earlier: { peaks: [peak] } };
  assert.deepEqual(lineTexts(rated({ ...order, around: told })), ["4800.00 = 0.8 × 500 kW × 12"]);
  // A contract since December has no November.
  assert.deepEqual(lineTexts(rated({ ...order, countsFrom: "2025-12-10" })), [
    "3840.00 = 320 kW × 12",
  ]);
});

test("a least demand is billed where neither the month nor the ratchet reaches it", () => {
  const tariff = demandTariff({
    price: "12",
    least: "350",
    ratchet: { percent: "80", months: 1 },
  });
  const consumption = monthlyPeaks("2025-12-01", "2026-02-01", {
    "2025-12": "400",
    "2026-01": "300",
  });
  assert.deepEqual(lineTexts(rated({ tariff, days: JANUARY, consumption })), [
    "4200.00 = 350 kW × 12",
  ]);
});

const contractCase = (
  measuredKw: string,
  contract: Record<string, unknown>,
  values: LeaseTerms = { "contract-demand": kw("2400") },
) => {
  const tariff = demandTariff({ price: "36.1", contract });
  const consumption = monthlyPeaks("2026-01-01", "2026-02-01", { "2026-01": measuredKw });
  const around: Circumstances = { terms: [{ from: JANUARY.from, values }] };
  return ratedOrNot({ tariff, days: JANUARY, consumption, around });
};
const contractLines = (...words: Parameters<typeof contractCase>) => {
  const result = contractCase(...words);
  return result.ok ? lineTexts(result.value) : result.faults.map(faultText);
};

test("R23: up to 105 % of the contract the contract is paid, whatever is measured", () => {
  // 2400 × 36.1 = 86640; 2500 lies below 1.05 × 2400 = 2520, and so does 2520 itself.
  for (const measured of ["0", "2399", "2400", "2500", "2520"]) {
    assert.deepEqual(contractLines(measured, {}), ["86640.00 = 2400 kW × 36.1"]);
  }
});

test("R23: beyond 105 % the rest costs double, by either reading", () => {
  // A: 2400 × 36.1 = 86640, and (2600 − 2520) × 36.1 × 2 = 5776: 92416.
  assert.deepEqual(contractLines("2600", { reading: "A" }), [
    "86640.00 = 2400 kW × 36.1",
    "5776.00 = (2600 − 1.05 × 2400) kW × 36.1 × 2",
  ]);
  // B, the usual: 1.05 × 2400 × 36.1 = 90972, and 5776: 96748.
  const readingB = [
    "90972.00 = 1.05 × 2400 kW × 36.1",
    "5776.00 = (2600 − 1.05 × 2400) kW × 36.1 × 2",
  ];
  assert.deepEqual(contractLines("2600", { reading: "B" }), readingB);
  assert.deepEqual(contractLines("2600", {}), readingB);
});

test("R23: a contract counts as 40 % of the transformers at least", () => {
  // 0.4 × 3200 = 1280 kW, though 1000 was declared: 1280 × 36.1 = 46208.
  const values = { "contract-demand": kw("1000"), "transformer-capacity": kw("3200") };
  assert.deepEqual(contractLines("900", { leastPercentOfTransformer: "40" }, values), [
    "46208.00 = 1280 kW × 36.1",
  ]);
});

test("R23: by capacity every kVA of the transformers is paid", () => {
  const tariff = tariffOf({
    charges: [
      {
        kind: "fixed",
        id: "capacity",
        label: "Capacity",
        price: "22.6",
        times: "transformer-capacity",
        per: "month",
        prorate: "days",
      },
    ],
  });
  const terms = [{ from: JANUARY.from, values: { "transformer-capacity": kw("3200") } }];
  assert.deepEqual(lineTexts(rated({ tariff, days: JANUARY, around: { terms } })), [
    "72320.00 = 3200 kVA × 22.6 × 1",
  ]);
});

test("a minimum share of the contract is billed below it, what is measured above", () => {
  const contract = { leastPercent: "60", freePercent: "100", beyondFactor: "3" };
  // 0.6 × 2400 = 1440.
  assert.deepEqual(contractLines("1000", contract), ["51984.00 = 0.6 × 2400 kW × 36.1"]);
  assert.deepEqual(contractLines("2000", contract), ["72200.00 = 2000 kW × 36.1"]);
  assert.deepEqual(contractLines("2410", contract), [
    "86640.00 = 1 × 2400 kW × 36.1",
    "1083.00 = (2410 − 1 × 2400) kW × 36.1 × 3",
  ]);
});

test("a contract that the lease does not say is a fault that names it", () => {
  assert.deepEqual(contractLines("2000", {}, {}), [
    "charges demand: it counts by contract-demand, which the lease does not say on 2026-01-01 (add the contract-demand in kW to the lease)",
  ]);
});

test("a contract that changes within the month is paid by the days of each", () => {
  const tariff = demandTariff({ price: "31", contract: {} });
  const consumption = monthlyPeaks("2026-01-01", "2026-02-01", {});
  const terms = [
    { from: Temporal.PlainDate.from("2026-01-11"), values: { "contract-demand": kw("200") } },
    { from: Temporal.PlainDate.from("2025-01-01"), values: { "contract-demand": kw("100") } },
  ];
  assert.deepEqual(lineTexts(rated({ tariff, days: JANUARY, consumption, around: { terms } })), [
    "1000.00 = 100 kW × 31 × 10/31",
    "4200.00 = 200 kW × 31 × 21/31",
  ]);
  // A term that the tariff does not count by cuts nothing.
  const other = terms.map(({ from }, n) => ({
    from,
    values: { "contract-demand": kw("100"), area: kw(String(n + 1)) },
  }));
  const whole = rated({ tariff, days: JANUARY, consumption, around: { terms: other } });
  assert.deepEqual(lineTexts(whole), ["3100.00 = 100 kW × 31"]);
});

const site = (hour: number) => {
  const from = Temporal.Instant.from(`2026-01-20T${String(hour).padStart(2, "0")}:00:00Z`);
  return { name: "site-peak", from, to: from.add({ hours: 1 }) };
};

test("R25: four coincident peaks of the year before are averaged", () => {
  // (510 + 510 + 520 + 500) / 4 = 510 kW.
  const drawn: Readonly<Record<string, number>> = { "6": 510, "7": 510, "8": 520, "9": 500 };
  const consumption = consumptionCase({
    days: daysOf("2025-01-01", "2026-02-01"),
    amount: (at) => (at.day === 15 && at.hour === 17 ? (drawn[String(at.month)] ?? 10) : 10),
  });
  const events = [6, 7, 8, 9].map((month) => {
    const from = Temporal.Instant.from(`2025-0${month}-15T17:00:00Z`);
    return { name: "system-peak", from, to: from.add({ hours: 1 }) };
  });
  const tariff = demandTariff({
    price: "2",
    atEvents: { name: "system-peak", within: "previous-year" },
  });
  const order = { tariff, days: JANUARY, consumption };
  assert.deepEqual(lineTexts(rated({ ...order, around: { events } })), [
    "1020.00 = (510 + 510 + 520 + 500) ÷ 4 kW × 2",
  ]);
  const none = ratedOrNot(order);
  assert.deepEqual(none.ok ? [] : none.faults.map(faultText), [
    'charges demand: no event "system-peak" lies between 2025-01-01 and 2026-01-01 (declare the intervals in which demand counts)',
  ]);
});

test("R26: the mean of twelve monthly peaks, each counted as 2.5 kW at least", () => {
  // 3.1 2.5 2.8 4.0 5.2 3.3 2.9 2.5 3.0 3.7 4.4 6.0 = 43.4; ÷ 12 = 3.616667 kW; × 37 ÷ 12 = 11.15
  // for the month, and 12 × 11.1514 = 133.82 for the year.
  const year = ["3.1", "2.0", "2.8", "4.0", "5.2", "3.3", "2.9", "2.4", "3.0", "3.7", "4.4", "6.0"];
  const peaks = Object.fromEntries(
    year.map((peak, n) => [`2025-${String(n + 1).padStart(2, "0")}`, peak]),
  );
  const consumption = monthlyPeaks("2025-01-01", "2026-01-01", peaks);
  const tariff = demandTariff({
    price: "37",
    per: "year",
    prorate: "months",
    meanOfMonths: { count: 12, leastOfMonth: "2.5" },
  });
  const days = daysOf("2025-12-01", "2026-01-01");
  const { lines } = rated({ tariff, days, consumption });
  assert.deepEqual(
    lines.map(({ quantity, amount }) => `${quantity.toFixed(4)} ${amount.toFixed(2)}`),
    ["3.6167 11.15"],
  );
  assert.equal(lines[0]?.amount.times(Decimal.of(12)).toFixed(2), "133.82");
  assert.equal(
    formulaText(lines[0]?.formula ?? []),
    "(3.1 + 2.5 + 2.8 + 4 + 5.2 + 3.3 + 2.9 + 2.5 + 3 + 3.7 + 4.4 + 6) ÷ 12 kW × 37 × 1/12",
  );
  // A customer since November has two months: (4.4 + 6.0) ÷ 2.
  const since = rated({ tariff, days, consumption, countsFrom: "2025-11-01" });
  assert.deepEqual(lineTexts(since), ["16.03 = (4.4 + 6) ÷ 2 kW × 37 × 1/12"]);
});

test("R27: a tenant's share of a site's demand is what it draws at the site's peak", () => {
  // The tenant's own peak is 5 kW at 10:00; at the site's peak, 14:00, it draws 1 kW: 1 × 10.
  const consumption = consumptionCase({
    days: JANUARY,
    amount: (at) => (at.day === 20 && at.hour === 10 ? 5 : 1),
  });
  const coincident = demandTariff({ price: "10", atEvents: { name: "site-peak" } });
  const order = { days: JANUARY, consumption };
  assert.deepEqual(
    lineTexts(rated({ ...order, tariff: coincident, around: { events: [site(14)] } })),
    ["10.00 = (1) ÷ 1 kW × 10"],
  );
  const own = demandTariff({ price: "10" });
  assert.deepEqual(lineTexts(rated({ ...order, tariff: own })), ["50.00 = 5 kW × 10"]);
});

test("the mean of the three highest hours, of any day or of different days", () => {
  // 3 January: 9, 8, 7 kW at 10, 11 and 12; 9 January: 6 kW; 12 January: 5 kW; else 1 kW.
  const hours: Readonly<Record<string, number>> = {
    "3 10": 9,
    "3 11": 8,
    "3 12": 7,
    "9 10": 6,
    "12 4": 5,
  };
  const consumption = consumptionCase({
    days: JANUARY,
    amount: (at) => hours[`${at.day} ${at.hour}`] ?? 1,
  });
  const order = { days: JANUARY, consumption };
  const any = demandTariff({ price: "3", meanOfHighest: { count: 3 } });
  assert.deepEqual(lineTexts(rated({ ...order, tariff: any })), ["24.00 = (9 + 8 + 7) ÷ 3 kW × 3"]);
  const days = demandTariff({ price: "3", meanOfHighest: { count: 3, onDifferentDays: true } });
  assert.deepEqual(lineTexts(rated({ ...order, tariff: days })), [
    "20.00 = (9 + 6 + 5) ÷ 3 kW × 3",
  ]);
  // A tenant in for one day has one day.
  const oneDay = rated({ tariff: days, days: daysOf("2026-01-03", "2026-01-04"), consumption });
  assert.deepEqual(lineTexts(oneDay), ["0.87 = (9) ÷ 1 kW × 3 × 1/31"]);
});

test("an average over 15 minutes slides by 5, but not by 1 minute on 5-minute readings", () => {
  // Minutes 0-5, 5-10 and so on: 0 6 6 0 … kW. Blocks of 15: (0+6+6)/3 = 4; sliding 10 min by 5: 6.
  const drawn = [0, 6, 6, 0];
  const consumption = consumptionCase({
    days: JANUARY,
    intervalMinutes: 5,
    perCount: "0.5",
    amount: (_, n) => (drawn[n] ?? 0) / 6,
  });
  const slide = (parts: Record<string, unknown>) =>
    ratedOrNot({ tariff: demandTariff({ price: "1", ...parts }), days: JANUARY, consumption });
  const by5 = slide({ intervalMinutes: 10, averaging: "rolling", stepMinutes: 5 });
  assert.deepEqual(by5.ok ? lineTexts(by5.value) : [], ["6.00 = 6 kW × 1"]);
  const block = slide({ intervalMinutes: 10 });
  assert.deepEqual(block.ok ? lineTexts(block.value) : [], ["3.00 = 3 kW × 1"]);
  const by1 = slide({ intervalMinutes: 15, averaging: "rolling", stepMinutes: 1 });
  assert.deepEqual(by1.ok ? [] : by1.faults.map(faultText), [
    "charges demand: demand over 15 min beginning every 1 min cannot be found in readings every 5 min (read the point at intervals that divide it)",
  ]);
});

test("kVA is the root of the squares of active and reactive power of one interval", () => {
  // 10:00: 3 kW and 4 kvar are 5 kVA; 11:00: 4.5 kW and 0 kvar are 4.5 kVA.
  const at = (active: boolean) =>
    consumptionCase({
      days: JANUARY,
      perCount: "0.1",
      amount: ({ day, hour }) => {
        if (day !== 5) return 0;
        if (hour === 10) return active ? 30 : 40;
        return hour === 11 && active ? 45 : 0;
      },
    });
  const tariff = demandTariff({ price: "10", unit: "kVA" });
  const order = { tariff, days: JANUARY, consumption: at(true) };
  const around = { channels: { reactiveImport: at(false) } };
  assert.deepEqual(lineTexts(rated({ ...order, around })), ["50.00 = 5 kVA × 10"]);
  // What is sent back at the same time is taken off: 3 kW and (4 − 4) kvar; 4.5 kVA is the highest.
  const both = { channels: { reactiveImport: at(false), reactiveExport: at(false) } };
  assert.deepEqual(lineTexts(rated({ ...order, around: both })), ["45.00 = 4.5 kVA × 10"]);
  const missing = ratedOrNot(order);
  assert.deepEqual(missing.ok ? [] : missing.faults.map(faultText), [
    "charges demand: apparent power needs the reactive energy of the same intervals (read the point's kvarh as often as its kWh, or charge kW)",
  ]);
});
