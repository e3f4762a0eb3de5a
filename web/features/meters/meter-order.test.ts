import assert from "node:assert/strict";
import { test } from "node:test";
import type { MeterSummary } from "#api/contract/meters.ts";
import { inOrder } from "./meter-order.ts";
import { meterSearch } from "./meter-search.ts";

function meter(name: string, more: Partial<MeterSummary> = {}): MeterSummary {
  return {
    id: 1,
    siteId: 1,
    serialNumber: name,
    model: { id: "x", maker: "Maker", name: "Model" },
    line: null,
    unitAddress: null,
    state: "answering",
    lastGoodAt: null,
    point: { id: 1, name, role: "unit", commodity: "electricity" },
    space: null,
    tenant: null,
    main: null,
    register: null,
    tags: [],
    ...more,
  };
}

const live = (value: string) => ({
  quantity: "energyDelivered",
  value,
  unit: "kWh" as const,
  measuredAt: "2026-11-26T00:00:00Z",
});
const names = (meters: readonly MeterSummary[]) => meters.map(({ serialNumber }) => serialNumber);

test("words with numbers are sorted as people count", () => {
  const meters = [meter("Unit 10"), meter("Unit 9"), meter("Annex")];
  assert.deepEqual(names(inOrder(meters, "meter", "en")), ["Annex", "Unit 9", "Unit 10"]);
  assert.deepEqual(names(inOrder(meters, "-meter", "en")), ["Unit 10", "Unit 9", "Annex"]);
});

test("figures are sorted as figures, and a meter without one is last either way", () => {
  const meters = [
    meter("nine", { register: live("9.5") }),
    meter("none"),
    meter("eighty", { register: live("80") }),
  ];
  assert.deepEqual(names(inOrder(meters, "register", "en")), ["nine", "eighty", "none"]);
  assert.deepEqual(names(inOrder(meters, "-register", "en")), ["eighty", "nine", "none"]);
});

test("the youngest answer comes first by age", () => {
  const meters = [
    meter("old", { lastGoodAt: "2026-11-25T00:00:00Z" }),
    meter("new", { lastGoodAt: "2026-11-26T00:00:00Z" }),
  ];
  assert.deepEqual(names(inOrder(meters, "age", "en")), ["new", "old"]);
});

test("of an address what is no column is dropped", () => {
  const search = { sort: "-age", columns: "state,line,meter,colour", commodity: "heat" };
  assert.deepEqual(meterSearch(search), { sort: "-age", columns: "line,state", commodity: "heat" });
  assert.deepEqual(meterSearch({ sort: "colour", columns: "" }), {});
});
