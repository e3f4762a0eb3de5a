import assert from "node:assert/strict";
import { test } from "node:test";
import { firstOf, placesOf } from "./row-places.ts";

test("elements stand in the order of the list where it rests", () => {
  const places = placesOf({ first: 7, size: 5, turn: 7 });
  assert.deepEqual(
    places.map(({ index }) => index),
    [7, 8, 9, 10, 11],
  );
});

test("scrolled by one row, one element is filled with another row and none moves", () => {
  const before = placesOf({ first: 7, size: 5, turn: 7 });
  const after = placesOf({ first: 8, size: 5, turn: 7 });
  assert.deepEqual(
    after.map(({ element }) => element),
    before.map(({ element }) => element),
  );
  assert.deepEqual(
    after.map(({ index }) => index),
    [12, 8, 9, 10, 11],
  );
});

test("each row of a stretch is shown by one element, wherever it was turned last", () => {
  for (let first = 0; first < 30; first += 1) {
    for (let turn = 0; turn < 7; turn += 1) {
      const indexes = placesOf({ first, size: 7, turn }).map(({ index }) => index);
      const sorted = indexes.toSorted((a, b) => a - b);
      assert.deepEqual(
        sorted,
        Array.from({ length: 7 }, (_, n) => first + n),
      );
    }
  }
});

test("an element that shows a row shows it still after the list was put in order", () => {
  const scrolled = placesOf({ first: 12, size: 5, turn: 7 });
  const ordered = placesOf({ first: 12, size: 5, turn: 12 });
  const byElement = (places: typeof scrolled) =>
    places.toSorted((a, b) => a.element - b.element).map(({ index }) => index);
  assert.deepEqual(byElement(ordered), byElement(scrolled));
});

test("as many rows lie above as below those in view, and none beyond the list's ends", () => {
  const list = { count: 100, size: 10, inView: 4 };
  assert.equal(firstOf({ ...list, above: 50 }), 47);
  assert.equal(firstOf({ ...list, above: -5 }), 0);
  assert.equal(firstOf({ ...list, above: 99 }), 90);
});
