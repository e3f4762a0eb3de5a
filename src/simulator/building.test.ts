import assert from "node:assert/strict";
import { test } from "node:test";
import { planBuilding } from "./building.ts";

const plan = planBuilding({ seed: 1, timeZone: "Europe/Berlin" });
const unique = (texts: readonly string[]) => new Set(texts).size === texts.length;

test("the same seed plans the same building; another seed another one", () => {
  assert.deepEqual(planBuilding({ seed: 1, timeZone: "Europe/Berlin" }), plan);
  const other = planBuilding({ seed: 2, timeZone: "Europe/Berlin" });
  assert.notDeepEqual(
    other.tenants.map(({ name }) => name),
    plan.tenants.map(({ name }) => name),
  );
});

test("24 tenants on three floors each have electricity, cold water and heat", () => {
  assert.equal(plan.tenants.length, 24);
  assert.equal(plan.spaces.filter(({ kind }) => kind === "floor").length, 3);
  for (const tenant of plan.tenants) {
    const points = plan.points.filter((point) => point.tenant === tenant.name);
    assert.deepEqual(
      points.map(({ commodity }) => commodity),
      ["electricity", "cold-water", "heat"],
    );
    assert.ok(points.every(({ role, space }) => role === "unit" && space === tenant.space));
  }
});

test("each utility has one supply meter, and the common areas have meters of their own", () => {
  const supplies = plan.points.filter(({ role }) => role === "supply");
  assert.deepEqual(
    supplies.map(({ commodity }) => commodity),
    ["electricity", "cold-water", "heat"],
  );
  assert.ok(supplies.some(({ multiplier }) => multiplier.numerator > 1));
  assert.equal(plan.points.filter(({ role }) => role === "common").length, 5);
});

test("names, serial numbers and addresses behind a gateway are unique", () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const { points, spaces, tenants } = planBuilding({ seed, timeZone: "UTC" });
    assert.ok(unique(points.map(({ name }) => name)));
    assert.ok(unique(points.map(({ meter }) => meter.serialNumber)));
    assert.ok(unique(points.map(({ meter }) => `${meter.gateway}/${meter.unitAddress}`)));
    assert.ok(unique(spaces.map(({ name }) => name)));
    assert.ok(unique(tenants.map(({ name }) => name)));
    assert.ok(points.every(({ meter }) => meter.unitAddress >= 1 && meter.unitAddress <= 247));
  }
});

test("spaces hang together as a tree, parents first", () => {
  const seen = new Set<string>();
  for (const { name, parent, kind } of plan.spaces) {
    assert.equal(parent === undefined, kind === "building");
    assert.ok(parent === undefined || seen.has(parent), name);
    seen.add(name);
  }
  assert.ok(plan.points.every(({ space }) => seen.has(space)));
});

test("a balance zone holds every point of its commodity once", () => {
  for (const zone of plan.zones) {
    const here = plan.points.filter(({ commodity }) => commodity === zone.commodity);
    assert.deepEqual(
      [...zone.supplyPoints, ...zone.usePoints].toSorted(),
      here.map(({ name }) => name).toSorted(),
    );
  }
});
