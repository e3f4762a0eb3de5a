import type { Readable, Writable } from "node:stream";
import type { PoolClient } from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { Queryable } from "#platform/database.ts";

/** A table of ours with the columns that hold data. */
export interface WholeTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/**
 * So that the same rows give the same text, byte for byte, on every server: for one transaction.
 * Large tables must be read from their beginning, also while others read them.
 */
export async function fixTextForm(tx: Queryable): Promise<void> {
  await tx.query(
    `set local datestyle = 'ISO, MDY';
     set local intervalstyle = 'postgres';
     set local timezone = 'UTC';
     set local extra_float_digits = 1;
     set local bytea_output = 'hex';
     set local synchronize_seqscans = off`,
  );
}

/** Every table by name; columns that the database computes are left out. */
export async function listWholeTables(db: Queryable): Promise<WholeTable[]> {
  const { rows } = await db.query<WholeTable>(
    `select c.relname as table,
            array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace
        and c.relkind in ('r', 'p')
        and not c.relispartition
        and a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
      group by c.relname
      order by c.relname`,
  );
  return rows;
}

/** Where the numbers of new rows go on. */
export interface SequenceState {
  readonly name: string;
  readonly lastValue: string;
  readonly isCalled: boolean;
}

/** The state of every sequence; at least as far as the rows of a snapshot taken before. */
export async function listSequences(db: Queryable): Promise<SequenceState[]> {
  const { rows: names } = await db.query<{ name: string }>(
    `select quote_ident(relname) as name
       from pg_class
      where relnamespace = 'public'::regnamespace
        and relkind = 'S'
      order by relname`,
  );
  const states: SequenceState[] = [];
  for (const { name } of names) {
    const { rows } = await db.query<Omit<SequenceState, "name">>(
      `select last_value::text as "lastValue", is_called as "isCalled" from public.${name}`,
    );
    if (rows[0]) states.push({ name, ...rows[0] });
  }
  return states;
}

/** Sets a sequence to a state that listSequences gave. */
export async function setSequence(tx: Queryable, state: SequenceState): Promise<void> {
  await tx.query("select setval($1::regclass, $2::bigint, $3)", [
    state.name,
    state.lastValue,
    state.isCalled,
  ]);
}

/** A constraint between tables, as it can be made again. */
export interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * Readies freshly made tables to be filled in any order: empties them, takes their foreign keys
 * away, and lets no trigger judge what was judged when it was first written.
 */
export async function prepareLoading(tx: Queryable): Promise<ForeignKey[]> {
  const { rows: keys } = await tx.query<ForeignKey>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name,
            pg_get_constraintdef(oid) as definition
       from pg_constraint
      where contype = 'f'
        and connamespace = 'public'::regnamespace
      order by 1, 2`,
  );
  for (const { table, name } of keys) {
    await tx.query(`alter table ${table} drop constraint ${name}`);
  }
  const tables = await listWholeTables(tx);
  for (const { table } of tables) {
    await tx.query(`truncate ${quoted(table)}`);
    await tx.query(`alter table ${quoted(table)} disable trigger user`);
  }
  return keys;
}

/** Undoes prepareLoading; throws where a row refers to one that is not there. */
export async function finishLoading(tx: Queryable, keys: readonly ForeignKey[]): Promise<void> {
  for (const { table, name, definition } of keys) {
    await tx.query(`alter table ${table} add constraint ${name} ${definition}`);
  }
  for (const { table } of await listWholeTables(tx)) {
    await tx.query(`alter table ${quoted(table)} enable trigger user`);
  }
}

/** A table's rows as lines of text, in the order in which they lie. */
export function copyTableOut(tx: PoolClient, { table, columns }: WholeTable): Readable {
  return tx.query(copyTo(`copy ${quoted(table)} (${columns.map(quoted).join(", ")}) to stdout`));
}

/** Takes such lines into a table that was emptied in the same transaction. */
export function copyTableIn(tx: PoolClient, { table, columns }: WholeTable): Writable {
  return tx.query(
    copyFrom(`copy ${quoted(table)} (${columns.map(quoted).join(", ")}) from stdin (freeze)`),
  );
}

/** Whether the database holds no table yet. */
export async function isEmptyDatabase(db: Queryable): Promise<boolean> {
  return (await listWholeTables(db)).length === 0;
}

/** What the database takes up on its disk. */
export async function readDatabaseBytes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ bytes: bigint }>(
    "select pg_database_size(current_database()) as bytes",
  );
  return Number(rows[0]?.bytes ?? 0n);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
