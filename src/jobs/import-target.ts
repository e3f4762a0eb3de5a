import { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import type { ChannelId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { didYouMean } from "#platform/nearest-name.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import { createChannel, createMeter, installMeter } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { listSites, type Site } from "#storage/sites.ts";

/** Where readings of a file go. */
export type ImportTarget =
  | { readonly kind: "channel"; readonly channelId: ChannelId }
  /** The channel that a service point is billed by. */
  | { readonly kind: "point"; readonly name: string; readonly site?: string | undefined }
  /** An electricity point that is created with a meter of its own. */
  | { readonly kind: "new-point"; readonly name: string; readonly site?: string | undefined };

/** The resolution and interval that a new point's channel needs. */
export interface NeededChannel {
  readonly resolution: Decimal;
  readonly intervalMinutes: number;
  readonly installedAt: Temporal.Instant;
}

/** Finds the channel of the target, or creates it in the caller's transaction. */
export async function openTarget(
  tx: Queryable,
  target: ImportTarget,
  needed: NeededChannel,
): Promise<Result<MeteredChannel>> {
  if (target.kind === "channel") {
    const [channel] = await listMeteredChannels(tx, { channelIds: [target.channelId] });
    return channel
      ? ok(channel)
      : failed([fault("--channel", `there is no channel ${target.channelId}`)]);
  }
  const site = await findSite(tx, target.site);
  if (!site.ok) return site;
  const all = await listMeteredChannels(tx, { siteId: site.value.id, billing: true });
  const channel = all.find(({ pointName }) => pointName === target.name);
  if (target.kind === "point") {
    const hint = didYouMean(
      target.name,
      all.map(({ pointName }) => pointName),
    );
    return channel
      ? ok(channel)
      : failed([fault("--point", `no point with a channel is called "${target.name}"${hint}`)]);
  }
  if (channel) {
    return failed([
      fault("--new-point", `the site has a point "${target.name}"`, "name it with --point"),
    ]);
  }
  return createPoint(tx, { siteId: site.value.id, name: target.name, needed });
}

/** The site of that name; without one the only site there is. */
export async function findSite(tx: Queryable, name: string | undefined): Promise<Result<Site>> {
  const sites = await listSites(tx);
  const [site, ...others] = name === undefined ? sites : sites.filter((one) => one.name === name);
  if (site && others.length === 0) return ok(site);
  const names = sites.map((one) => one.name);
  if (site) return failed([fault("--site", `there are several sites: ${names.join(", ")}`)]);
  return failed([
    name === undefined
      ? fault("--site", "there is no site yet", "set SmartPM up in the browser first")
      : fault("--site", `no site is called "${name}"${didYouMean(name, names)}`),
  ]);
}

const STEPS = [1, 5, 15, 30, 60] as const;

async function createPoint(
  tx: Queryable,
  {
    siteId,
    name,
    needed,
  }: { readonly siteId: Site["id"]; readonly name: string; readonly needed: NeededChannel },
): Promise<Result<MeteredChannel>> {
  const intervalMinutes = STEPS.find((step) => step === needed.intervalMinutes);
  if (!intervalMinutes) {
    return failed([fault("--step", `${needed.intervalMinutes} is none of ${STEPS.join(", ")}`)]);
  }
  const servicePointId = await createServicePoint(tx, {
    siteId,
    commodity: "electricity",
    role: "unit",
    name,
  });
  const meterId = await createMeter(tx, {
    siteId,
    serialNumber: `${name} (imported)`,
    modelId: "imported",
  });
  await installMeter(tx, { meterId, servicePointId, installedAt: needed.installedAt });
  const channelId = await createChannel(tx, {
    servicePointId,
    quantity: "energyDelivered",
    unit: "kWh",
    resolution: needed.resolution.toString(),
    registerDigits: 0,
    intervalMinutes,
  });
  return openTarget(tx, { kind: "channel", channelId }, needed);
}

function fault(subject: string, message: string, remedy?: string): Fault {
  return { code: "import.target", subject, message, ...(remedy && { remedy }) };
}
