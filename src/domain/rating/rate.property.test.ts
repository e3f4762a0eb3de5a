/** What holds for every load and every tariff of a kind, whatever the figures. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { fromMinor } from "#domain/core/money.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import { daysOf, required, tariffOf } from "#test/support/rating-case.ts";
import { rate } from "./rate.ts";
import type { RatingResult } from "./rating-input.ts";

const RUNS = { seed: 20261124, numRuns: 60 };
const TIME_ZONE = "Europe/Berlin";
// Across the spring clock change and the end of a month.
const PERIOD = daysOf("2026-03-20", "2026-04-10");
const HOURS = 21 * 24 - 1;

const price = fc.integer({ min: 0, max: 99_999 }).map((n) => new Decimal(BigInt(n), 5).toString());
const limit = fc.integer({ min: 1, max: 10_000 });
const amounts = fc.array(fc.integer({ min: 0, max: 50_000 }), {
  minLength: HOURS,
  maxLength: HOURS,
});
const dayOfPeriod = fc.integer({ min: 1, max: 20 }).map((days) => PERIOD.from.add({ days }));

function consumptionOf(counts: readonly number[]): IntervalConsumption {
  return {
    from: PERIOD.from.toZonedDateTime(TIME_ZONE).toInstant(),
    intervalMinutes: 60,
    amounts: Float64Array.from(counts),
    perCount: Decimal.parse("0.001"),
  };
}

/** The documents one after the other, the later ones from their days. */
function priced(
  consumption: IntervalConsumption,
  first: TariffDocument,
  ...later: readonly (readonly [Temporal.PlainDate, TariffDocument])[]
): RatingResult {
  const versions = [[PERIOD.from, first] as const, ...later].map(
    ([effectiveFrom, document], id) => ({ id, effectiveFrom, document }),
  );
  return required(rate({ versions, period: PERIOD, timeZone: TIME_ZONE, consumption }));
}

const CALENDAR = {
  id: "day",
  dayTypes: [
    { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri"] },
    { id: "rest", weekdays: ["sat", "sun"] },
  ],
  touPeriods: [{ id: "peak" }, { id: "off" }],
  days: [
    {
      dayTypes: ["work"],
      windows: [{ from: "07:45", to: "19:10", touPeriod: "peak" }],
      otherwise: "off",
    },
    { dayTypes: ["rest"], otherwise: "off" },
  ],
};

interface Prices {
  readonly peak: string;
  readonly off: string;
  readonly base: string;
  readonly percent: string;
}
const prices = fc.record({ peak: price, off: price, base: price, percent: price });

const touTariff = ({ peak, off, base, percent }: Prices) =>
  tariffOf({
    calendars: [CALENDAR],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: [
          { touPeriods: ["peak"], price: peak },
          { touPeriods: ["off"], price: off },
        ],
      },
      { kind: "fixed", id: "base", label: "Base", price: base, per: "month", prorate: "days" },
    ],
    taxes: [{ id: "vat", label: "VAT", percent }],
  });

const ladderTariff = (
  allocation: string,
  rates: readonly (readonly { upTo?: string; price: string }[])[],
) =>
  tariffOf({
    calendars: [CALENDAR],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        rates: rates.map((tiers, n) => ({ touPeriods: [n === 0 ? "peak" : "off"], tiers })),
        ladder: { counts: "billing-period", allocation },
      },
    ],
  });

const bands = fc
  .tuple(price, price, limit)
  .map(([low, high, end]) => [{ upTo: String(end), price: low }, { price: high }]);

const exact = (result: RatingResult) => result.exact.normalized().toString();

test("the lines sum to the net, net and taxes to the total, and each line to its cents", () => {
  fc.assert(
    fc.property(amounts, prices, (counts, figures) => {
      const result = priced(consumptionOf(counts), touTariff(figures));
      const lines = result.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      assert.equal(result.netMinor, lines);
      assert.equal(result.totalMinor, result.netMinor + result.taxMinor);
      const cent = Decimal.parse("0.005");
      for (const { amount, amountMinor } of result.lines) {
        const off = fromMinor(amountMinor, "EUR").minus(amount).absolute();
        assert.ok(off.compare(cent) <= 0);
      }
    }),
    RUNS,
  );
});

test("every count is priced once: the lines hold all that was used", () => {
  fc.assert(
    fc.property(amounts, prices, (counts, figures) => {
      const result = priced(consumptionOf(counts), touTariff(figures));
      const energy = result.lines.filter(({ kind }) => kind === "energy");
      const used = new Decimal(
        counts.reduce((sum, one) => sum + BigInt(one), 0n),
        3,
      );
      assert.ok(Decimal.sum(energy.map(({ quantity }) => quantity)).equals(used));
      assert.ok(result.quantity.equals(used));
    }),
    RUNS,
  );
});

test("a second version with the same prices changes nothing before rounding", () => {
  fc.assert(
    fc.property(amounts, prices, dayOfPeriod, (counts, figures, day) => {
      const consumption = consumptionOf(counts);
      const document = touTariff(figures);
      const split = priced(consumption, document, [day, touTariff(figures)]);
      const whole = priced(consumption, document);
      // The month's share of the fixed price may have no last digit: 20 of them are enough.
      const off = split.exact.minus(whole.exact).absolute();
      assert.ok(off.lessThan(new Decimal(1n, 18)));
      assert.equal(split.taxes.length, 1);
    }),
    RUNS,
  );
});

test("a ladder goes on over a second version with the same prices", () => {
  fc.assert(
    fc.property(amounts, bands, dayOfPeriod, (counts, tiers, day) => {
      const consumption = consumptionOf(counts);
      const document = ladderTariff("chronological", [tiers, tiers]);
      const split = priced(consumption, document, [day, document]);
      const off = split.exact.minus(priced(consumption, document).exact).absolute();
      assert.ok(off.lessThan(new Decimal(1n, 12)), `${split.exact}`);
    }),
    RUNS,
  );
});

function energyAmounts(result: RatingResult | undefined): string[] | undefined {
  const energy = result?.lines.filter(({ kind }) => kind === "energy");
  return energy?.map(({ amount }) => amount.toString());
}

test("without time of use, the order of the hours does not matter", () => {
  const shuffled = amounts.chain((counts) =>
    fc.tuple(
      fc.constant(counts),
      fc.shuffledSubarray(counts, { minLength: HOURS, maxLength: HOURS }),
    ),
  );
  fc.assert(
    fc.property(shuffled, bands, ([counts, other], tiers) => {
      const document = tariffOf({
        charges: [
          {
            kind: "consumption",
            id: "energy",
            label: "Energy",
            tiers,
            ladder: { counts: "billing-period", allocation: "chronological" },
          },
          { kind: "demand", id: "demand", label: "Demand", price: "7", prorate: "none" },
        ],
      });
      const [one, two] = [counts, other].map((list) => priced(consumptionOf(list), document));
      assert.deepEqual(energyAmounts(one), energyAmounts(two));
      assert.ok(one?.peakKw?.equals(two?.peakKw ?? Decimal.ZERO));
    }),
    RUNS,
  );
});

test("tiers that are alike in all TOU periods cost the same shared either way", () => {
  fc.assert(
    fc.property(amounts, bands, (counts, tiers) => {
      const consumption = consumptionOf(counts);
      const [shared, inOrder] = ["proportional", "chronological"].map((allocation) =>
        priced(consumption, ladderTariff(allocation, [tiers, tiers])),
      );
      assert.ok(shared && inOrder);
      const off = shared.exact.minus(inOrder.exact).absolute();
      assert.ok(off.lessThan(new Decimal(1n, 12)), `${exact(shared)} ${exact(inOrder)}`);
    }),
    RUNS,
  );
});

test("tiers that all cost the same cost what one price does", () => {
  fc.assert(
    fc.property(amounts, fc.tuple(price, price), limit, (counts, [a, b], end) => {
      const consumption = consumptionOf(counts);
      const alike = (one: string) => [{ upTo: String(end), price: one }, { price: one }];
      const flat = touTariff({ peak: a, off: b, base: "0", percent: "0" });
      for (const allocation of ["proportional", "chronological", "per-period"]) {
        const tiered = priced(consumption, ladderTariff(allocation, [alike(a), alike(b)]));
        const off = tiered.exact.minus(priced(consumption, flat).exact).absolute();
        assert.ok(off.lessThan(new Decimal(1n, 12)));
      }
    }),
    RUNS,
  );
});

test("more used never costs less, where every price is above zero", () => {
  fc.assert(
    fc.property(amounts, bands, fc.integer({ min: 0, max: HOURS - 1 }), (counts, tiers, hour) => {
      const rising = tiers.toSorted((a, b) => Number(a.price) - Number(b.price));
      const [{ price: low }, { price: high }] = [rising[0]!, rising[1]!];
      const document = ladderTariff("proportional", [
        [{ upTo: tiers[0]!.upTo!, price: low }, { price: high }],
        [{ upTo: tiers[0]!.upTo!, price: low }, { price: high }],
      ]);
      const more = counts.map((count, n) => (n === hour ? count + 1000 : count));
      const less = priced(consumptionOf(counts), document).exact;
      assert.ok(less.compare(priced(consumptionOf(more), document).exact) <= 0);
    }),
    RUNS,
  );
});
