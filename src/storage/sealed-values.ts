import type { Queryable } from "#platform/database.ts";

/** How sealed values are changed, given the name under which each is sealed. */
export type Reseal = (name: string, sealed: Uint8Array) => Buffer;

/** Seals every secret of the database anew; how many there are. Needs a transaction. */
export async function resealAll(
  tx: Queryable,
  { reseal, brokerName }: { readonly reseal: Reseal; readonly brokerName: string },
): Promise<number> {
  const { rows: secrets } = await tx.query<{ name: string; sealed: Buffer }>(
    "select name, sealed from secret for update",
  );
  for (const { name, sealed } of secrets) {
    await tx.query("update secret set sealed = $2 where name = $1", [name, reseal(name, sealed)]);
  }
  const { rows: factors } = await tx.query<{ user_id: number; sealed_secret: Buffer }>(
    "select user_id, sealed_secret from second_factor for update",
  );
  for (const { user_id: userId, sealed_secret: sealed } of factors) {
    await tx.query("update second_factor set sealed_secret = $2 where user_id = $1", [
      userId,
      reseal(`second factor of user ${userId}`, sealed),
    ]);
  }
  // A broker's password stands in the transport of its line, as base64.
  const { rows: lines } = await tx.query<{ id: number; password: string }>(
    `select id, transport ->> 'sealedPassword' as password
       from line
      where transport ? 'sealedPassword'
        for update`,
  );
  for (const { id, password } of lines) {
    const sealed = reseal(brokerName, Buffer.from(password, "base64")).toString("base64");
    await tx.query(
      "update line set transport = jsonb_set(transport, '{sealedPassword}', to_jsonb($2::text)) where id = $1",
      [id, sealed],
    );
  }
  return secrets.length + factors.length + lines.length;
}
