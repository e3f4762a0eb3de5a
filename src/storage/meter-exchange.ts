import type { MeterId, SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A meter of the site by its serial number, and whether it is in place somewhere. */
export async function findStockMeter(
  db: Queryable,
  { siteId, serialNumber }: { readonly siteId: SiteId; readonly serialNumber: string },
): Promise<{ readonly id: MeterId; readonly isInstalled: boolean } | undefined> {
  const { rows } = await db.query<{ id: MeterId; isInstalled: boolean }>(
    `select m.id, exists (select
                            from meter_installation i
                           where i.meter_id = m.id and i.removed_at is null) as "isInstalled"
       from meter m
      where m.site_id = $1 and m.serial_number = $2`,
    [siteId, serialNumber],
  );
  return rows[0];
}

/**
 * Creates the meter that replaces another, or takes it from stock. Where it takes over the line,
 * it is read from now on where the old one was, by the old one's model where no other is told, and
 * the old one is read no more.
 */
export async function replaceMeter(
  tx: Queryable,
  replacement: {
    readonly siteId: SiteId;
    readonly oldId: MeterId;
    readonly stockId: MeterId | undefined;
    readonly serialNumber: string;
    readonly modelId: string | undefined;
    readonly takesOverLine: boolean;
  },
): Promise<MeterId> {
  const { siteId, oldId, stockId, serialNumber, modelId, takesOverLine } = replacement;
  const id = stockId ?? (await createLike(tx, { siteId, oldId, serialNumber, modelId }));
  if (takesOverLine) {
    await tx.query(
      `with old as (
         update meter set line_id = null
          where id = $1
         returning id, unit_address
       ), before as (select line_id from meter where id = $1)
       update meter m
          set line_id = before.line_id, unit_address = old.unit_address,
              model_id = coalesce($3, m.model_id)
         from old, before
        where m.id = $2`,
      [oldId, id, modelId ?? null],
    );
  }
  return id;
}

async function createLike(
  tx: Queryable,
  meter: {
    readonly siteId: SiteId;
    readonly oldId: MeterId;
    readonly serialNumber: string;
    readonly modelId: string | undefined;
  },
): Promise<MeterId> {
  const { rows } = await tx.query<{ id: MeterId }>(
    `insert into meter (site_id, serial_number, model_id, parameters)
     select $1, $2, coalesce($3, o.model_id),
            -- Of the same model the same is asked, but for where this one's register began.
            case when $3 is null then o.parameters - 'startValue' else '{}' end
       from meter o
      where o.id = $4
     returning id`,
    [meter.siteId, meter.serialNumber, meter.modelId ?? null, meter.oldId],
  );
  const [row] = rows;
  if (!row) throw new Error(`meter ${meter.oldId} does not exist`);
  return row.id;
}
