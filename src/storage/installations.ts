import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { ChannelId, MeterId, ServicePointId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** What the registers of a channel showed when one meter gave way to the next, in counts. */
export interface ExchangedRegister {
  readonly channelId: ChannelId;
  readonly closing: number;
  readonly opening: number;
  /** Where the new meter's register wraps, if elsewhere than the channel's. */
  readonly wrapsAt?: number | undefined;
}

export interface Exchange {
  readonly servicePointId: ServicePointId;
  readonly at: Temporal.Instant;
  /** The new meter; the old one goes on where it is left out: its register was set, or its ratio. */
  readonly meterId?: MeterId;
  /** CT x VT x constant from then on; the one before where it is left out. */
  readonly multiplier?: { readonly numerator: bigint; readonly denominator: bigint };
  readonly registers: readonly ExchangedRegister[];
}

interface InstallationRow {
  readonly meter_id: MeterId;
  readonly installed_at: Temporal.Instant;
  readonly removed_at: Temporal.Instant | null;
  readonly multiplier_numerator: bigint;
  readonly multiplier_denominator: bigint;
}

/**
 * Ends the installation in place at an instant and begins the next one then, with what the
 * registers showed. A fault where no meter was in place.
 */
export async function exchangeMeter(tx: Queryable, exchange: Exchange): Promise<Result<undefined>> {
  const { servicePointId, at, registers } = exchange;
  const { rows } = await tx.query<InstallationRow>(
    `select meter_id, installed_at, removed_at, multiplier_numerator, multiplier_denominator
       from meter_installation
      where service_point_id = $1
        and installed_at < $2
        and (removed_at is null or removed_at > $2)
        for update`,
    [servicePointId, at.toString()],
  );
  const [old] = rows;
  if (!old) {
    return failed([
      {
        code: "exchange.no-meter",
        subject: "at",
        message: "no meter was in place at that time",
        remedy: "choose a time at which the point had a meter",
      },
    ]);
  }
  await tx.query(
    "update meter_installation set removed_at = $3 where service_point_id = $1 and installed_at = $2",
    [servicePointId, old.installed_at.toString(), at.toString()],
  );
  await tx.query(
    `insert into meter_installation
       (meter_id, service_point_id, installed_at, removed_at,
        multiplier_numerator, multiplier_denominator)
     values ($1, $2, $3, $4, $5, $6)`,
    [
      exchange.meterId ?? old.meter_id,
      servicePointId,
      at.toString(),
      old.removed_at?.toString() ?? null,
      exchange.multiplier?.numerator ?? old.multiplier_numerator,
      exchange.multiplier?.denominator ?? old.multiplier_denominator,
    ],
  );
  for (const register of registers) {
    await noteRegister(tx, { servicePointId, old, at, register });
  }
  return ok(undefined);
}

/** What was noted for the end of the old installation is now the end of the new one. */
async function noteRegister(
  tx: Queryable,
  {
    servicePointId,
    old,
    at,
    register,
  }: {
    readonly servicePointId: ServicePointId;
    readonly old: InstallationRow;
    readonly at: Temporal.Instant;
    readonly register: ExchangedRegister;
  },
): Promise<void> {
  const { channelId, closing, opening, wrapsAt } = register;
  await tx.query(
    `insert into installation_register
       (channel_id, service_point_id, installed_at, opening, closing, wraps_at)
     select $1, $2, $3, $4, e.closing, $5
       from (select) one
       left join installation_register e on e.channel_id = $1 and e.installed_at = $6`,
    [
      channelId,
      servicePointId,
      at.toString(),
      opening,
      wrapsAt ?? null,
      old.installed_at.toString(),
    ],
  );
  await noteClosing(tx, { channelId, servicePointId, installedAt: old.installed_at, closing });
}

/** Notes what a register showed when its meter was removed; null: nobody knows. */
export async function noteClosing(
  tx: Queryable,
  noted: {
    readonly channelId: ChannelId;
    readonly servicePointId: ServicePointId;
    readonly installedAt: Temporal.Instant;
    readonly closing: number | null;
  },
): Promise<void> {
  await tx.query(
    `insert into installation_register (channel_id, service_point_id, installed_at, closing)
     values ($1, $2, $3, $4)
         on conflict (channel_id, installed_at) do update set closing = excluded.closing`,
    [noted.channelId, noted.servicePointId, noted.installedAt.toString(), noted.closing],
  );
}

/**
 * Takes an exchange back: the installation that began then is gone, and the one before lasts as
 * long as it did. False when none began then.
 */
export async function undoExchange(
  tx: Queryable,
  {
    servicePointId,
    at,
  }: { readonly servicePointId: ServicePointId; readonly at: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await tx.query<{ removed_at: Temporal.Instant | null }>(
    `delete from meter_installation
      where service_point_id = $1 and installed_at = $2
     returning removed_at`,
    [servicePointId, at.toString()],
  );
  const [gone] = rows;
  if (!gone) return false;
  const { rows: before } = await tx.query<{ installed_at: Temporal.Instant }>(
    `update meter_installation
        set removed_at = $3
      where service_point_id = $1 and removed_at = $2
     returning installed_at`,
    [servicePointId, at.toString(), gone.removed_at?.toString() ?? null],
  );
  const installedAt = before[0]?.installed_at;
  if (!installedAt) throw new Error(`nothing was installed before ${at.toString()}`);
  await tx.query(
    `update installation_register e
        set closing = n.closing
       from installation_register n
      where n.service_point_id = $1
        and n.installed_at = $2
        and e.channel_id = n.channel_id
        and e.installed_at = $3`,
    [servicePointId, at.toString(), installedAt.toString()],
  );
  await tx.query(
    "delete from installation_register where service_point_id = $1 and installed_at = $2",
    [servicePointId, at.toString()],
  );
  return true;
}

/** The meter that is at each service point of a site now. */
export async function listMetersInPlace(
  db: Queryable,
  siteId: SiteId,
): Promise<Map<ServicePointId, MeterId>> {
  const { rows } = await db.query<{ service_point_id: ServicePointId; meter_id: MeterId }>(
    `select i.service_point_id, i.meter_id
       from meter_installation i
       join service_point p on p.id = i.service_point_id
      where p.site_id = $1
        and i.removed_at is null`,
    [siteId],
  );
  return new Map(rows.map((row) => [row.service_point_id, row.meter_id]));
}
