import type { Queryable } from "#platform/database.ts";

/** A sealed secret; undefined when there is none of that name. */
export async function readSecret(db: Queryable, name: string): Promise<Uint8Array | undefined> {
  const { rows } = await db.query<{ sealed: Buffer }>("select sealed from secret where name = $1", [
    name,
  ]);
  return rows[0]?.sealed;
}

/** Keeps a sealed secret unless there is one of that name. */
export async function storeSecretOnce(
  db: Queryable,
  { name, sealed }: { readonly name: string; readonly sealed: Uint8Array },
): Promise<void> {
  await db.query("insert into secret (name, sealed) values ($1, $2) on conflict do nothing", [
    name,
    sealed,
  ]);
}

/** Keeps a sealed secret in the place of one of that name. */
export async function storeSecret(
  db: Queryable,
  { name, sealed }: { readonly name: string; readonly sealed: Uint8Array },
): Promise<void> {
  await db.query(
    `insert into secret (name, sealed) values ($1, $2)
         on conflict (name) do update set sealed = excluded.sealed`,
    [name, sealed],
  );
}

export async function deleteSecret(db: Queryable, name: string): Promise<void> {
  await db.query("delete from secret where name = $1", [name]);
}
