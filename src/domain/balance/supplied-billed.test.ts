import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { Decimal } from "#domain/core/decimal.ts";
import { BEARERS, type Bearer } from "./borne-use.ts";
import { type BornePart, type BornePoint, suppliedBilled } from "./supplied-billed.ts";

const known = (text: string | undefined) => (text === undefined ? undefined : Decimal.parse(text));

function part(bearer: Bearer, counted: string | undefined, billed?: string): BornePart {
  return {
    bearer,
    quantity: known(counted),
    complete: counted !== undefined,
    billed: known(billed),
    estimated: undefined,
  };
}

function point(place: BornePoint["place"], parts: BornePart[], unit = "kWh"): BornePoint {
  return { place, unit, parts };
}

const borne = (points: readonly BornePoint[]) =>
  Object.entries(suppliedBilled(points).borne)
    .filter(([, quantity]) => !quantity.isZero())
    .map(([bearer, quantity]) => `${bearer} ${quantity}`);

test("what was supplied is what is borne, the difference to the bills, and the loss", () => {
  const points = [
    point("supply", [part("own", "1000")]),
    // Billed 300 and counted 302.5, since a reading was corrected; the rest of the month is not billed.
    point("under", [part("billed", "302.5", "300"), part("due", "97.5")]),
    point("under", [part("vacant", "50"), part("untariffed", "150.25")]),
    point("under", [part("own", "0.35", undefined)], "MWh"),
    point("outside", [part("own", "7")]),
  ];
  const sums = suppliedBilled(points);
  // Own: 0.35 MWh = 350 kWh, and 7 under no zone.
  assert.deepEqual(borne(points), [
    "billed 300",
    "due 97.5",
    "untariffed 150.25",
    "vacant 50",
    "own 357",
  ]);
  assert.equal(sums.difference.toString(), "2.5");
  assert.equal(sums.outside.toString(), "7");
  // 302.5 + 97.5 + 50 + 150.25 + 350 = 950.25; 1000 - 950.25 = 49.75; of 1000: 4.975 %, 4.98 rounded.
  assert.equal(sums.loss?.normalized().toString(), "49.75");
  assert.equal(sums.lossPercent?.toString(), "4.98");
  assert.equal(sums.unknownPoints, 0);
});

test("a meter that is not known leaves no loss, and what is known of the others", () => {
  const points = [
    point("supply", [part("own", "100")]),
    point("under", [part("vacant", undefined)]),
    point("under", [part("due", "60")]),
  ];
  const sums = suppliedBilled(points);
  assert.deepEqual(borne(points), ["due 60"]);
  assert.equal(sums.loss, undefined);
  assert.equal(sums.unknownPoints, 1);
});

test("what was billed without any reading is billed, and counted by nobody", () => {
  const sums = suppliedBilled([
    point("supply", [part("own", "100")]),
    point("under", [part("billed", undefined, "40"), part("due", "10")]),
  ]);
  assert.equal(sums.borne.billed.toString(), "40");
  assert.equal(sums.difference.toString(), "-40");
});

test("without a zone nothing is supplied and nothing is lost", () => {
  const sums = suppliedBilled([point("outside", [part("due", "5")])]);
  assert.deepEqual(
    [sums.supplied, sums.loss, sums.outside.toString()],
    [undefined, undefined, "5"],
  );
});

test("supplied + outside = borne + difference + loss, to the last digit", () => {
  const quantity = fc
    .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 4 }))
    .map(([whole, scale]) =>
      Decimal.of(whole).dividedBy(Decimal.of(10 ** scale), scale, "half-up"),
    );
  const anyPart = fc.record({
    bearer: fc.constantFrom(...BEARERS),
    quantity,
    complete: fc.constant(true),
    billed: fc.option(quantity, { nil: undefined }),
    estimated: fc.constant(undefined),
  });
  const anyPoint = fc.record({
    place: fc.constantFrom("supply" as const, "under" as const, "outside" as const),
    unit: fc.constant("kWh"),
    parts: fc.array(anyPart, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(anyPoint, { maxLength: 8 }), (points) => {
      const { supplied, loss, borne: by, difference, outside } = suppliedBilled(points);
      if (!supplied || !loss) return;
      const right = Decimal.sum([...Object.values(by), difference, loss]);
      assert.equal(right.compare(supplied.plus(outside)), 0);
    }),
    { seed: 9, numRuns: 300 },
  );
});
