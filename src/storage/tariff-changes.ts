import { asId, type LeaseId, type TariffId, type TariffVersionId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** Renames a tariff; its name before, or undefined when there is none. Throws when it is taken. */
export async function renameTariff(
  tx: Queryable,
  { id, name }: { readonly id: TariffId; readonly name: string },
): Promise<string | undefined> {
  const { rows } = await tx.query<{ name: string }>(
    "select name from tariff where id = $1 for update",
    [id],
  );
  await tx.query("update tariff set name = $2 where id = $1", [id, name]);
  return rows[0]?.name;
}

/** Removes a tariff with its versions. Throws a violation of a foreign key when a lease has it. */
export async function deleteTariff(tx: Queryable, id: TariffId): Promise<boolean> {
  await tx.query("delete from tariff_version where tariff_id = $1 and frozen_at is null", [id]);
  const { rowCount } = await tx.query("delete from tariff where id = $1", [id]);
  return rowCount === 1;
}

/** A version, locked until the transaction ends. */
export interface LockedVersion {
  readonly tariffId: TariffId;
  readonly effectiveFrom: string;
  readonly document: unknown;
  readonly isFrozen: boolean;
}

export async function lockTariffVersion(
  tx: Queryable,
  id: TariffVersionId,
): Promise<LockedVersion | undefined> {
  const { rows } = await tx.query<{
    tariff_id: number;
    effective_from: string;
    document: unknown;
    frozen_at: unknown;
  }>(
    "select tariff_id, effective_from, document, frozen_at from tariff_version where id = $1 for update",
    [id],
  );
  const row = rows[0];
  return (
    row && {
      tariffId: asId(row.tariff_id),
      effectiveFrom: row.effective_from,
      document: row.document,
      isFrozen: row.frozen_at !== null,
    }
  );
}

/** Changes a version. Throws when another one of the tariff begins on that day, and when frozen. */
export async function updateTariffVersion(
  tx: Queryable,
  version: {
    readonly id: TariffVersionId;
    readonly effectiveFrom: string;
    readonly document: unknown;
  },
): Promise<void> {
  await tx.query("update tariff_version set effective_from = $2, document = $3 where id = $1", [
    version.id,
    version.effectiveFrom,
    JSON.stringify(version.document),
  ]);
}

/** Removes a version. Throws when it is frozen. */
export async function deleteTariffVersion(tx: Queryable, id: TariffVersionId): Promise<void> {
  await tx.query("delete from tariff_version where id = $1", [id]);
}

/** The leases that have the tariff on some of the days, in order. */
export async function listTariffLeases(
  db: Queryable,
  asked: {
    readonly tariffId: TariffId;
    readonly from: Temporal.PlainDate;
    readonly to: Temporal.PlainDate;
  },
): Promise<LeaseId[]> {
  const { rows } = await db.query<{ lease_id: number }>(
    `select distinct lease_id
       from lease_service_point
      where tariff_id = $1
        and daterange(starts_on, ends_on) && daterange($2::date, $3::date)
      order by lease_id`,
    [asked.tariffId, asked.from.toString(), asked.to.toString()],
  );
  return rows.map((row) => asId(row.lease_id));
}
