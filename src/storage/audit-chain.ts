import type { Queryable } from "#platform/database.ts";

/** An entry of the audit log as it is sealed: every value as the text that the database gives. */
export interface SealedEntry {
  readonly id: bigint;
  /** To the microsecond, in UTC. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly origin: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

/** A place in the chain; position 0, before the first entry, has a digest of zeros. */
export interface ChainHead {
  readonly position: bigint;
  readonly digest: Uint8Array;
}

export interface ChainLink extends ChainHead {
  /** Null: the entry is gone. */
  readonly entry: SealedEntry | null;
}

const CHAIN_LOCK = 7_230_140;
const START: ChainHead = { position: 0n, digest: new Uint8Array(32) };

const ENTRY_COLUMNS = `e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.actor, e.action, e.subject, e.origin, e.before::text as before, e.after::text as after`;

/** Waits until nobody else lengthens the chain, and holds it until the transaction ends. */
export async function lockChain(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock($1)", [CHAIN_LOCK]);
}

export async function readChainHead(db: Queryable): Promise<ChainHead> {
  const { rows } = await db.query<ChainHead>(
    "select position, digest from audit_link order by position desc limit 1",
  );
  return rows[0] ?? START;
}

/** Takes up to `atMost` entries that are not sealed yet out of the queue, the eldest first. */
export async function takePending(tx: Queryable, atMost: number): Promise<SealedEntry[]> {
  const { rows } = await tx.query<SealedEntry>(
    `with taken as (
       delete from audit_pending
        where audit_entry_id in (
          select audit_entry_id from audit_pending order by audit_entry_id limit $1
        )
       returning audit_entry_id
     )
     select ${ENTRY_COLUMNS}
       from taken t
       join audit_entry e on e.id = t.audit_entry_id
      order by e.id`,
    [atMost],
  );
  return rows;
}

/** Lengthens the chain. */
export async function appendLinks(
  tx: Queryable,
  links: readonly (ChainHead & { readonly entryId: bigint })[],
): Promise<void> {
  await tx.query(
    `insert into audit_link (position, audit_entry_id, digest)
     select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])`,
    [
      links.map(({ position }) => position),
      links.map(({ entryId }) => entryId),
      links.map(({ digest }) => Buffer.from(digest)),
    ],
  );
}

/** The links after `position`, at most so many, in their order. */
export async function listLinks(
  db: Queryable,
  { after, atMost }: { readonly after: bigint; readonly atMost: number },
): Promise<ChainLink[]> {
  const { rows } = await db.query<
    ChainHead & { [Key in keyof SealedEntry]: SealedEntry[Key] | null }
  >(
    `select l.position, l.digest, ${ENTRY_COLUMNS}
       from audit_link l
       left join audit_entry e on e.id = l.audit_entry_id
      where l.position > $1
      order by l.position
      limit $2`,
    [after, atMost],
  );
  return rows.map(({ position, digest, ...entry }) => ({
    position,
    digest,
    // With an id the row of audit_entry is there, and with it every column that is not null.
    entry: entry.id === null ? null : (entry as SealedEntry),
  }));
}

/** The first entries that are neither sealed nor waiting for it: there must be none. */
export async function listUnsealed(db: Queryable, atMost: number): Promise<bigint[]> {
  const { rows } = await db.query<{ id: bigint }>(
    `select e.id
       from audit_entry e
      where not exists (select from audit_link l where l.audit_entry_id = e.id)
        and not exists (select from audit_pending p where p.audit_entry_id = e.id)
      order by e.id
      limit $1`,
    [atMost],
  );
  return rows.map(({ id }) => id);
}
