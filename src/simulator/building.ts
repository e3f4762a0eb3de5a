import type { Commodity } from "#domain/core/commodity.ts";
import type {
  BuildingPlan,
  GatewayNumber,
  PlannedPoint,
  PlannedSpace,
  PlannedTenant,
  PlannedZone,
} from "./building-plan.ts";
import { METER_TYPES, type MeterType } from "./meter-types.ts";
import { noiseAt, noiseBetween, noiseKey } from "./seeded-noise.ts";
import type { Use } from "./use-profiles.ts";

const BUILDING = "Lighthouse Court";
const UNITS_PER_FLOOR = 8;
const FLOORS = ["Floor 1", "Floor 2", "Floor 3"] as const;

const SHOPS: readonly (readonly [name: string, use: Use])[] = [
  ["Harbour Bakery", "food"],
  ["Lantern Café", "food"],
  ["Green Basket Grocery", "food"],
  ["Corner Pharmacy", "shop"],
  ["Riverside Books", "shop"],
  ["Northlight Optics", "shop"],
  ["Willow Florist", "shop"],
  ["Copper Kettle Homeware", "shop"],
];
const OFFICES = [
  "Tidewater Architects",
  "Meridian Law Office",
  "Blue Crane Design",
  "Keystone Engineering",
  "Papermill Accounting",
  "Quayside Travel",
  "Beacon Software",
  "Juniper Dental Practice",
];

interface Letting {
  readonly tenant: PlannedTenant;
  readonly space: PlannedSpace;
  readonly use: Use;
  readonly gateway: GatewayNumber;
}

/**
 * A building of three floors and 24 tenants: shops on the ground floor, offices above them,
 * dwellings on top; 80 meters for electricity, cold water and heat behind two gateways. The same
 * seed gives the same building; another seed other tenants' places, areas, meters and habits.
 */
export function planBuilding({
  seed,
  timeZone,
}: {
  readonly seed: number;
  readonly timeZone: string;
}): BuildingPlan {
  const lettings = FLOORS.flatMap((_, floor) => lettingsOf(seed, floor));
  const letM2 = lettings.reduce((sum, { space }) => sum + space.areaM2, 0);
  const spaces = [...treeAbove(letM2), ...lettings.map(({ space }) => space)];
  const points = numbered(seed, [
    ...supplyPoints(),
    ...commonPoints(letM2),
    ...lettings.flatMap((letting) => unitPoints(seed, letting)),
  ]);
  return {
    seed,
    timeZone,
    name: BUILDING,
    spaces,
    tenants: lettings.map(({ tenant }) => tenant),
    points,
    zones: [zoneOf(points, "electricity"), zoneOf(points, "cold-water")],
  };
}

function lettingsOf(seed: number, floor: number): Letting[] {
  const key = noiseKey(seed, `floor ${floor}`);
  const shops = shuffled(SHOPS, key);
  const offices = shuffled(OFFICES, key);
  return Array.from({ length: UNITS_PER_FLOOR }, (_, n) => {
    const number = `${floor + 1}.${String(n + 1).padStart(2, "0")}`;
    const [shop = "", shopUse = "shop"] = shops[n] ?? [];
    const letting = [
      { kind: "shop", unit: `Shop ${number}`, name: shop, use: shopUse, m2: [50, 140] },
      {
        kind: "office",
        unit: `Office ${number}`,
        name: offices[n] ?? "",
        use: "office",
        m2: [80, 190],
      },
      {
        kind: "dwelling",
        unit: `Apartment ${number}`,
        name: `Apartment ${number}`,
        use: "dwelling",
        m2: [44, 98],
      },
    ] as const satisfies readonly { use: Use; [fact: string]: unknown }[];
    const { kind, unit, name, use, m2 } = letting[floor] ?? letting[0];
    return {
      tenant: { name, kind, space: unit },
      space: {
        name: unit,
        kind: "unit",
        parent: FLOORS[floor] ?? BUILDING,
        areaM2: Math.round(noiseBetween(key, 100 + n, m2)),
      },
      use,
      gateway: floor === 0 ? 1 : 2,
    };
  });
}

/** The same things in a drawn order. */
function shuffled<T>(things: readonly T[], key: number): readonly T[] {
  return things
    .map((thing, n) => ({ thing, drawn: noiseAt(key, n) }))
    .toSorted((a, b) => a.drawn - b.drawn)
    .map(({ thing }) => thing);
}

const CORRIDORS = "Stairs and corridors";
const PLANT_ROOM = "Plant room";

function treeAbove(letM2: number): PlannedSpace[] {
  const building: PlannedSpace = {
    name: BUILDING,
    kind: "building",
    areaM2: Math.round(letM2 * 1.15),
  };
  const floors = FLOORS.map((name): PlannedSpace => ({
    name,
    kind: "floor",
    parent: BUILDING,
    areaM2: 0,
  }));
  return [
    building,
    ...floors,
    { name: CORRIDORS, kind: "common", parent: BUILDING, areaM2: Math.round(letM2 * 0.12) },
    { name: PLANT_ROOM, kind: "common", parent: BUILDING, areaM2: Math.round(letM2 * 0.03) },
  ];
}

/** A point before its meter has got an address and a serial number. */
type UnnumberedPoint = Omit<PlannedPoint, "meter" | "multiplier" | "channel"> & {
  readonly type: MeterType;
  readonly gateway: GatewayNumber;
};

function supplyPoints(): UnnumberedPoint[] {
  return [
    supplyPoint("Electricity supply", "electricity", METER_TYPES.electricitySupply),
    supplyPoint("Cold water supply", "cold-water", METER_TYPES.waterSupply),
    supplyPoint("Heat supply", "heat", METER_TYPES.heat),
  ];
}

function supplyPoint(name: string, commodity: Commodity, type: MeterType): UnnumberedPoint {
  return { name, commodity, role: "supply", space: PLANT_ROOM, type, gateway: 1 };
}

function commonPoints(letM2: number): UnnumberedPoint[] {
  const common = (name: string, commodity: Commodity, use: Use): UnnumberedPoint => ({
    name,
    commodity,
    role: "common",
    space: use === "ventilation" ? PLANT_ROOM : CORRIDORS,
    load: { use, areaM2: letM2, intensity: 1 },
    type: typeFor(commodity, use),
    gateway: 1,
  });
  return [
    common("Corridor lighting", "electricity", "lighting"),
    common("Lift", "electricity", "lift"),
    common("Ventilation", "electricity", "ventilation"),
    common("Cleaning water", "cold-water", "stairs"),
    common("Stairs heating", "heat", "stairs"),
  ];
}

function unitPoints(seed: number, { tenant, space, use, gateway }: Letting): UnnumberedPoint[] {
  const named = [
    ["electricity", "electricity"],
    ["cold-water", "cold water"],
    ["heat", "heat"],
  ] as const;
  return named.map(([commodity, words]) => {
    const name = `${space.name} ${words}`;
    return {
      name,
      commodity,
      role: "unit",
      space: space.name,
      tenant: tenant.name,
      load: {
        use,
        areaM2: space.areaM2,
        intensity: noiseBetween(noiseKey(seed, name), 1, [0.75, 1.3]),
      },
      type: typeFor(commodity, use),
      gateway,
    };
  });
}

function typeFor(commodity: Commodity, use: Use): MeterType {
  if (commodity === "heat") return METER_TYPES.heat;
  if (commodity === "cold-water") return METER_TYPES.water;
  return use === "office" || use === "dwelling"
    ? METER_TYPES.electricityLight
    : METER_TYPES.electricityHeavy;
}

const SERIAL_PREFIXES = 900_000;

/** Serial numbers end in the point's place in the plan, which makes them unique. */
function numbered(seed: number, points: readonly UnnumberedPoint[]): PlannedPoint[] {
  const key = noiseKey(seed, "serial number");
  return points.map(({ type, gateway, ...point }, index) => {
    const drawn = 100_000 + Math.floor(SERIAL_PREFIXES * noiseAt(key, index));
    const addressesBefore = points.slice(0, index).filter((other) => other.gateway === gateway);
    return {
      ...point,
      meter: {
        serialNumber: `${drawn}${String(index).padStart(2, "0")}`,
        modelId: type.modelId,
        gateway,
        unitAddress: addressesBefore.length + 1,
      },
      multiplier: { numerator: type.multiplier, denominator: 1 },
      channel: { ...type.channel, intervalMinutes: 15 },
    };
  });
}

function zoneOf(points: readonly PlannedPoint[], commodity: Commodity): PlannedZone {
  const here = points.filter((point) => point.commodity === commodity);
  return {
    name: commodity === "electricity" ? "Electricity" : "Cold water",
    commodity,
    supplyPoints: here.filter(({ role }) => role === "supply").map(({ name }) => name),
    usePoints: here.filter(({ role }) => role !== "supply").map(({ name }) => name),
    allowedLossPercent: 3,
  };
}
