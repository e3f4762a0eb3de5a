import type { Commodity } from "#domain/core/commodity.ts";
import type {
  BalanceZoneId,
  ChannelId,
  LeaseId,
  LineId,
  MeterId,
  ServicePointId,
  SiteId,
  SpaceId,
  TariffId,
} from "#domain/core/id.ts";
import { faultText } from "#domain/core/fault.ts";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { Queryable } from "#platform/database.ts";
import { type BuildingPlan, GATEWAYS, type PlannedPoint } from "#simulator/building-plan.ts";
import { attachServicePoint, createLease } from "#storage/leases.ts";
import { createChannel, createLine, createMeter, installMeter } from "#storage/meters.ts";
import {
  createBalanceZone,
  createOrganisation,
  createServicePoint,
  createSite,
  createSpace,
} from "#storage/property.ts";
import { addTariffVersion, createTariff } from "#storage/tariffs.ts";
import { createTenant } from "#storage/tenants.ts";
import { DEMO, ISSUER, LOGO_SVG } from "./demo-building.ts";
import type { DemoTariff } from "./demo-tariffs.ts";

export interface SeedOptions {
  readonly plan: BuildingPlan;
  readonly tariffs: readonly DemoTariff[];
  /** First local day of the leases, and of the readings. */
  readonly readFrom: Temporal.PlainDate;
  readonly billedFrom: Temporal.PlainDate;
}

export interface SeededProperty {
  readonly siteId: SiteId;
  /** By index in the plan's points. */
  readonly channels: readonly ChannelId[];
  /** By index in the plan's points. */
  readonly meters: readonly { readonly meterId: MeterId; readonly lineId: LineId }[];
}

/** A port that nothing listens on; the demo leads the lines to the simulator when that runs. */
const NOT_YET: LineTransport = {
  kind: "modbus-tcp",
  host: "127.0.0.1",
  port: 1,
  timeoutMs: 1000,
};

/** Writes the planned building, its tariffs and its leases. Needs a transaction. */
export async function seedProperty(tx: Queryable, options: SeedOptions): Promise<SeededProperty> {
  const { plan } = options;
  const organisationId = await createOrganisation(tx, {
    ...ISSUER,
    logo: { mediaType: "image/svg+xml", bytes: Buffer.from(LOGO_SVG) },
  });
  const siteId = await createSite(tx, {
    organisationId,
    name: plan.name,
    timeZone: plan.timeZone,
    currency: DEMO.currency,
    locale: DEMO.locale,
    addressLines: ISSUER.addressLines,
  });
  const spaces = await seedSpaces(tx, siteId, plan);
  const lines = await seedLines(tx, siteId);
  const points: SeededPoint[] = [];
  for (const point of plan.points) {
    points.push(await seedPoint(tx, { siteId, spaces, lines, point, readFrom: options.readFrom }));
  }
  const byName = new Map(plan.points.map(({ name }, n) => [name, points[n]?.servicePointId]));
  await seedZones(tx, { siteId, plan, byName });
  await seedTenants(tx, { ...options, siteId, spaces, points });
  return {
    siteId,
    channels: points.map(({ channelId }) => channelId),
    meters: points.map(({ meterId, lineId }) => ({ meterId, lineId })),
  };
}

type Named<Id> = ReadonlyMap<string, Id>;

function idOf<Id>(ids: Named<Id | undefined>, name: string): Id {
  const id = ids.get(name);
  if (id === undefined) throw new RangeError(`the plan names ${name}, and has no such thing`);
  return id;
}

async function seedSpaces(
  tx: Queryable,
  siteId: SiteId,
  plan: BuildingPlan,
): Promise<Named<SpaceId>> {
  const spaces = new Map<string, SpaceId>();
  for (const { name, kind, parent, areaM2 } of plan.spaces) {
    const parentId = parent === undefined ? undefined : idOf(spaces, parent);
    spaces.set(name, await createSpace(tx, { siteId, parentId, kind, name, areaM2 }));
  }
  return spaces;
}

/** The name of a gateway's line. */
export function gatewayName(number: number): string {
  return `Gateway ${number}`;
}

async function seedLines(tx: Queryable, siteId: SiteId): Promise<readonly LineId[]> {
  const lines: LineId[] = [];
  for (const number of GATEWAYS) {
    lines.push(await createLine(tx, { siteId, name: gatewayName(number), transport: NOT_YET }));
  }
  return lines;
}

interface SeededPoint {
  readonly servicePointId: ServicePointId;
  readonly channelId: ChannelId;
  readonly meterId: MeterId;
  readonly lineId: LineId;
}

interface PointPlace {
  readonly siteId: SiteId;
  readonly spaces: Named<SpaceId>;
  readonly lines: readonly LineId[];
  readonly point: PlannedPoint;
  readonly readFrom: Temporal.PlainDate;
}

async function seedPoint(tx: Queryable, place: PointPlace): Promise<SeededPoint> {
  const { siteId, spaces, lines, point, readFrom } = place;
  const { name, commodity, role, meter, channel } = point;
  const spaceId = idOf(spaces, point.space);
  const servicePointId = await createServicePoint(tx, { siteId, spaceId, commodity, role, name });
  const lineId = lines[meter.gateway - 1];
  if (lineId === undefined) throw new RangeError(`the plan has no gateway ${meter.gateway}`);
  const meterId = await createMeter(tx, {
    siteId,
    serialNumber: meter.serialNumber,
    modelId: meter.modelId,
    lineId,
    unitAddress: String(meter.unitAddress),
  });
  await installMeter(tx, {
    meterId,
    servicePointId,
    installedAt: readFrom.toZonedDateTime(DEMO.timeZone).toInstant(),
    multiplier: point.multiplier,
  });
  const channelId = await createChannel(tx, { servicePointId, ...channel });
  return { servicePointId, channelId, meterId, lineId };
}

async function seedZones(
  tx: Queryable,
  {
    siteId,
    plan,
    byName,
  }: {
    readonly siteId: SiteId;
    readonly plan: BuildingPlan;
    readonly byName: Named<ServicePointId | undefined>;
  },
): Promise<readonly BalanceZoneId[]> {
  const zones: BalanceZoneId[] = [];
  for (const { name, commodity, supplyPoints, usePoints, allowedLossPercent } of plan.zones) {
    zones.push(
      await createBalanceZone(tx, {
        siteId,
        name,
        commodity,
        allowedLossPercent,
        supplyPoints: supplyPoints.map((point) => idOf(byName, point)),
        usePoints: usePoints.map((point) => idOf(byName, point)),
      }),
    );
  }
  return zones;
}

interface TenantPlace extends SeedOptions {
  readonly siteId: SiteId;
  readonly spaces: Named<SpaceId>;
  readonly points: readonly SeededPoint[];
}

async function seedTenants(tx: Queryable, place: TenantPlace): Promise<void> {
  const { plan, siteId, spaces, points } = place;
  const tariffs = await seedTariffs(tx, place);
  for (const { name, kind, space } of plan.tenants) {
    const tenantId = await createTenant(tx, {
      siteId,
      name,
      addressLines: [space, ...ISSUER.addressLines],
      emails: [`${mailName(name)}@tenants.example`],
    });
    const leaseId = await createLease(tx, {
      tenantId,
      spaceId: idOf(spaces, space),
      startsOn: place.readFrom,
      billedFrom: place.billedFrom,
    });
    for (const [n, point] of plan.points.entries()) {
      const seeded = points[n];
      if (point.tenant !== name || !seeded) continue;
      const tariffId = idOf(tariffs, `${kind} ${point.commodity}`);
      await attach(tx, { leaseId, servicePointId: seeded.servicePointId, tariffId });
    }
  }
}

async function attach(
  tx: Queryable,
  point: {
    readonly leaseId: LeaseId;
    readonly servicePointId: ServicePointId;
    readonly tariffId: TariffId;
  },
): Promise<void> {
  const attached = await attachServicePoint(tx, point);
  if (!attached.ok) throw new Error(attached.faults.map(faultText).join("; "));
}

/** `Lantern Café` has the mailbox `lantern-cafe`. */
export function mailName(tenant: string): string {
  return tenant
    .normalize("NFD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, "")
    .trim()
    .replaceAll(/ +/g, "-");
}

/** The ids by kind of tenant and commodity: `shop electricity`. */
async function seedTariffs(
  tx: Queryable,
  { siteId, tariffs, readFrom }: TenantPlace,
): Promise<Named<TariffId>> {
  const ids = new Map<string, TariffId>();
  for (const { name, commodity, kinds, document } of tariffs) {
    const tariffId = await createTariff(tx, { siteId, name, commodity: commodity as Commodity });
    await addTariffVersion(tx, { tariffId, effectiveFrom: readFrom, document });
    for (const kind of kinds) ids.set(`${kind} ${commodity}`, tariffId);
  }
  return ids;
}
