import type { Queryable } from "#platform/database.ts";

/** A setting that people change in the web; undefined where it was never set. */
export async function readSetting(db: Queryable, key: string): Promise<unknown> {
  const { rows } = await db.query<{ value: unknown }>("select value from setting where key = $1", [
    key,
  ]);
  return rows[0]?.value;
}

export async function storeSetting(
  db: Queryable,
  { key, value }: { readonly key: string; readonly value: unknown },
): Promise<void> {
  await db.query(
    `insert into setting (key, value) values ($1, $2)
         on conflict (key) do update set value = excluded.value`,
    [key, JSON.stringify(value)],
  );
}
