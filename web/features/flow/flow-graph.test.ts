import assert from "node:assert/strict";
import { test } from "node:test";
import type { ZoneFlowOnWire } from "#api/contract/zone-flows.ts";
import { flowGraph } from "./flow-graph.ts";

const WORDS = { loss: "Loss", owner: "Vacant" };
type Point = ZoneFlowOnWire["points"][number];

function point(servicePointId: number, more: Partial<Point> = {}): Point {
  return {
    side: "use",
    servicePointId,
    name: `point ${servicePointId}`,
    role: "unit",
    meterId: servicePointId * 10,
    tenants: [],
    feedsZoneId: null,
    quantity: "10",
    complete: true,
    ...more,
  };
}

function zone(id: number, points: Point[], loss: string | null = null): ZoneFlowOnWire {
  const sums = { supplied: null, used: null, lossPercent: null };
  return {
    id,
    name: `zone ${id}`,
    commodity: "electricity",
    unit: "kWh",
    ...sums,
    loss,
    points,
  };
}

const bandsOf = (zones: readonly ZoneFlowOnWire[]) =>
  flowGraph(zones, WORDS).bands.map(({ source, target, quantity }) => [source, target, quantity]);

test("supply flows through the zone to tenants, the owner, common use and the loss", () => {
  const tenants = [{ id: 7, name: "Bakery" }];
  const graph = [
    zone(
      1,
      [
        point(1, { side: "supply", role: "supply", quantity: "100" }),
        point(2, { quantity: "50", tenants }),
        point(3, { quantity: "20" }),
        point(4, { role: "common", quantity: "25" }),
      ],
      "5",
    ),
  ];
  assert.deepEqual(bandsOf(graph), [
    ["point 1", "zone 1", "100"],
    ["zone 1", "tenant 7", "50"],
    ["zone 1", "owner", "20"],
    ["zone 1", "common 4", "25"],
    ["zone 1", "loss 1", "5"],
  ]);
  const { nodes, bands } = flowGraph(graph, WORDS);
  assert.deepEqual(bands[1]?.cause, { kind: "meter", id: 20 });
  assert.deepEqual(nodes.find(({ kind }) => kind === "tenant")?.cause, { kind: "tenant", id: 7 });
});

test("a meter between two zones is one band, from the one to the other", () => {
  assert.deepEqual(
    bandsOf([
      zone(1, [
        point(1, { side: "supply", quantity: "100" }),
        point(2, { feedsZoneId: 2, quantity: "60" }),
      ]),
      zone(2, [point(2, { side: "supply", quantity: "60" }), point(3, { quantity: "60" })]),
    ]),
    [
      ["point 1", "zone 1", "100"],
      ["zone 1", "zone 2", "60"],
      ["zone 2", "owner", "60"],
    ],
  );
});

test("zones that feed each other are drawn without a circle", () => {
  const bands = bandsOf([
    zone(1, [point(1, { side: "supply" }), point(2, { feedsZoneId: 2 })]),
    zone(2, [point(2, { side: "supply" }), point(1, { feedsZoneId: 1 })]),
  ]);
  assert.deepEqual(bands, [
    ["zone 1", "zone 2", "10"],
    ["zone 2", "owner", "10"],
  ]);
});

test("what is not known, nothing or a gain has no band", () => {
  const points = [point(1, { quantity: null }), point(2, { quantity: "0" })];
  assert.deepEqual(bandsOf([zone(1, points, "-3")]), []);
});
