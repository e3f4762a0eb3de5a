import type { ZoneFlowOnWire } from "#api/contract/zone-flows.ts";

/** What a band of the flow leads to. */
export type FlowCause =
  | { readonly kind: "meter"; readonly id: number }
  | { readonly kind: "tenant"; readonly id: number }
  | { readonly kind: "zone" }
  | { readonly kind: "loss" }
  | { readonly kind: "none" };

export interface FlowNode {
  readonly key: string;
  readonly name: string;
  readonly kind: "supply" | "zone" | "tenant" | "owner" | "common" | "loss";
  readonly cause: FlowCause;
}

export interface FlowBand {
  readonly source: string;
  readonly target: string;
  /** Decimal text. */
  readonly quantity: string;
  /** What was counted, for the ear and the eye: the point's name, or that it is a loss. */
  readonly name: string;
  readonly cause: FlowCause;
}

export interface FlowGraph {
  readonly nodes: readonly FlowNode[];
  readonly bands: readonly FlowBand[];
}

/** What the graph calls what has no name of its own. */
export interface FlowWords {
  readonly loss: string;
  readonly owner: string;
}

/**
 * The zones of one commodity as bands from supply to use. A band is a point, or a zone's loss; what
 * is not known, nothing or below zero has no width and is in the table only. Who feeds a zone that
 * feeds it back has one of the two bands: a flow that runs in a circle cannot be drawn.
 */
export function flowGraph(zones: readonly ZoneFlowOnWire[], words: FlowWords): FlowGraph {
  const nodes = new Map<string, FlowNode>();
  const bands: FlowBand[] = [];
  const drawn = new Map(zones.map((zone) => [zone.id, `zone ${zone.id}`]));
  const add = (node: FlowNode) => {
    if (!nodes.has(node.key)) nodes.set(node.key, node);
    return node.key;
  };
  for (const zone of zones) {
    const zoneKey = add({
      key: `zone ${zone.id}`,
      name: zone.name,
      kind: "zone",
      cause: { kind: "zone" },
    });
    for (const point of zone.points) {
      if (point.quantity === null || Number(point.quantity) <= 0) continue;
      const feeds = point.feedsZoneId === null ? undefined : drawn.get(point.feedsZoneId);
      const band = { quantity: point.quantity, name: point.name, cause: meterOf(point) };
      if (point.side === "use") {
        if (feeds && !reaches(bands, feeds, zoneKey)) {
          bands.push({ ...band, source: zoneKey, target: feeds });
        } else {
          bands.push({ ...band, source: zoneKey, target: add(userOf(point, words)) });
        }
      } else if (!isFed(zones, point.servicePointId, zone.id)) {
        const supply = { key: `point ${point.servicePointId}`, name: point.name };
        const source = add({ ...supply, kind: "supply", cause: meterOf(point) });
        bands.push({ ...band, source, target: zoneKey });
      }
    }
    if (zone.loss !== null && Number(zone.loss) > 0) {
      const cause = { kind: "loss" } as const;
      const target = add({ key: `loss ${zone.id}`, name: words.loss, kind: "loss", cause });
      bands.push({ source: zoneKey, target, quantity: zone.loss, name: words.loss, cause });
    }
  }
  return { nodes: [...nodes.values()], bands };
}

type Point = ZoneFlowOnWire["points"][number];

function meterOf({ meterId }: Point): FlowCause {
  return meterId === null ? { kind: "none" } : { kind: "meter", id: meterId };
}

/** Whether another zone counts the point as a use: then it is drawn from there. */
function isFed(zones: readonly ZoneFlowOnWire[], pointId: number, ownId: number): boolean {
  return zones.some(
    ({ id, points }) =>
      id !== ownId &&
      points.some((point) => point.servicePointId === pointId && point.side === "use"),
  );
}

function userOf({ role, name, servicePointId, tenants }: Point, words: FlowWords): FlowNode {
  const tenant = tenants.at(-1);
  if (tenant) {
    return {
      key: `tenant ${tenants.map(({ id }) => id).join(" ")}`,
      name: tenants.map((one) => one.name).join(" / "),
      kind: "tenant",
      cause: { kind: "tenant", id: tenant.id },
    };
  }
  if (role === "unit") {
    return { key: "owner", name: words.owner, kind: "owner", cause: { kind: "none" } };
  }
  return { key: `common ${servicePointId}`, name, kind: "common", cause: { kind: "none" } };
}

/** Whether bands lead from one node to another. */
function reaches(bands: readonly FlowBand[], from: string, to: string): boolean {
  if (from === to) return true;
  return bands.some(({ source, target }) => source === from && reaches(bands, target, to));
}
