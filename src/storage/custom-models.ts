import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Queryable } from "#platform/database.ts";

/** A type of meter that was made in the browser, in the format of the catalogue's files. */
export interface CustomModelRow {
  readonly id: string;
  readonly document: unknown;
  readonly updatedAt: Temporal.Instant;
}

/** By id. */
export async function listCustomModels(db: Queryable): Promise<CustomModelRow[]> {
  const { rows } = await db.query<{
    id: string;
    document: unknown;
    updated_at: Temporal.Instant;
  }>("select id, document, updated_at from custom_meter_model order by id");
  return rows.map(({ id, document, updated_at: updatedAt }) => ({ id, document, updatedAt }));
}

/** Keeps a type, or what was changed of it. */
export async function saveCustomModel(
  db: Queryable,
  saved: { readonly model: MeterModel; readonly by: string; readonly at: Temporal.Instant },
): Promise<void> {
  const { model, by, at } = saved;
  await db.query(
    `insert into custom_meter_model (id, document, created_at, created_by, updated_at)
     values ($1, $2, $3, $4, $3)
         on conflict (id) do update
        set document = excluded.document, updated_at = excluded.updated_at`,
    [model.id, JSON.stringify(model), at.toString(), by],
  );
}

/** How many meters are of a type: one that is in use cannot be removed. */
export async function countMetersOfModel(db: Queryable, modelId: string): Promise<number> {
  const { rows } = await db.query<{ meters: number }>(
    "select count(*)::int as meters from meter where model_id = $1",
    [modelId],
  );
  return rows[0]?.meters ?? 0;
}

export async function deleteCustomModel(db: Queryable, id: string): Promise<void> {
  await db.query("delete from custom_meter_model where id = $1", [id]);
}
