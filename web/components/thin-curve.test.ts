import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as holds, double, integer, option, property } from "fast-check";
import { thinPlaces } from "./thin-curve.ts";

const SEED = 8;

test("few values are all drawn", () => {
  assert.deepEqual(thinPlaces([[5, 6, 7, 8]], { first: 1, end: 4, columns: 1 }), [1, 2, 3]);
});

test("of many values in one column the lowest, the highest and the first gap are drawn, in order", () => {
  //                                  0  1  2  3     4  5  6
  const line = [3, 9, 4, null, 1, 5, null];
  assert.deepEqual(thinPlaces([line], { first: 0, end: 7, columns: 1 }), [1, 3, 4]);
});

test("each line has its own extremes, and a place that two share is drawn once", () => {
  const now = [1, 2, 9, 2, 2];
  const before = [0, 5, 5, 5, 7];
  // Lowest and highest of the first are 0 and 2, of the second 0 and 4.
  assert.deepEqual(thinPlaces([now, before], { first: 0, end: 5, columns: 1 }), [0, 2, 4]);
});

/** Lowest and highest, and whether some are missing. */
function reachOf(values: readonly (number | null)[]) {
  const known = values.filter((one) => one !== null);
  return [Math.min(...known), Math.max(...known), values.includes(null)];
}

test("whatever the values, no column loses its reach or its gap, and no place stands twice", () => {
  const value = option(double({ min: -1e6, max: 1e6, noNaN: true }), { nil: null });
  holds(
    property(
      array(value, { minLength: 1, maxLength: 400 }),
      integer({ min: 1, max: 20 }),
      (line, columns) => {
        const places = thinPlaces([line], { first: 0, end: line.length, columns });
        assert.deepEqual(
          places,
          [...new Set(places)].toSorted((a, b) => a - b),
        );
        for (let column = 0; column < columns; column += 1) {
          const isIn = (place: number) =>
            Math.floor((column * line.length) / columns) <= place &&
            place < Math.floor(((column + 1) * line.length) / columns);
          const drawn: readonly (number | null)[] = places
            .filter((place) => isIn(place))
            .map((place) => line[place] ?? null);
          assert.deepEqual(reachOf(drawn), reachOf(line.filter((_, place) => isIn(place))));
        }
      },
    ),
    { seed: SEED },
  );
});
