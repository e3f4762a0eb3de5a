import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import type { Database, Queryable } from "./database.ts";
import { errorText, Refusal } from "./refusal.ts";

/** Where the numbered files lie. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, "../../migrations");

/** Any number, the same in every SmartPM: two that start at once migrate one after the other. */
const MIGRATION_LOCK = 7_620_260;

export interface Migration {
  readonly number: number;
  /** The file's name: `0001_property_and_meters.sql`. */
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** The migrations of a folder in their order. */
export function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => /^\d{4}_.+\.sql$/.test(name));
  return names.toSorted().map((name) => {
    const sql = readFileSync(join(folder, name), "utf8");
    const sha256 = createHash("sha256").update(sql).digest("hex");
    return { number: Number(name.slice(0, 4)), name, sql, sha256 };
  });
}

/**
 * Brings the database to the newest schema: forward only, each migration in a transaction of its
 * own. Returns the names of those applied now. Throws a Refusal when the database is of a newer
 * SmartPM, or when a migration was changed after it had been applied.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = readMigrations(MIGRATIONS_FOLDER),
): Promise<readonly string[]> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const done = await readApplied(client);
    refuseDifferent(done, migrations);
    const due = migrations.filter((migration) => !done.has(migration.number));
    for (const migration of due) await apply(client, migration);
    await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    return due.map((migration) => migration.name);
  } catch (error) {
    // Closing the connection rolls back what is open and gives the lock back.
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The migrations that the database has, by number. */
export async function readAppliedMigrations(
  db: Queryable,
): Promise<Pick<Migration, "number" | "name" | "sha256">[]> {
  const { rows } = await db.query<Pick<Migration, "number" | "name" | "sha256">>(
    "select number, name, sha256 from schema_migration order by number",
  );
  return rows;
}

/** Our migrations for those that a database had; a Refusal where it is of a newer SmartPM. */
export function knownMigrations(
  had: readonly Pick<Migration, "number" | "name" | "sha256">[],
  migrations: readonly Migration[] = readMigrations(MIGRATIONS_FOLDER),
): Migration[] {
  refuseDifferent(new Map(had.map((one) => [one.number, one])), migrations);
  return migrations.filter(({ number }) => had.some((one) => one.number === number));
}

/** Makes the tables of these migrations within the caller's transaction, in an empty database. */
export async function createSchema(tx: Queryable, migrations: readonly Migration[]): Promise<void> {
  await createMigrationTable(tx);
  for (const { sql } of migrations) await tx.query(sql);
}

type Applied = ReadonlyMap<number, { readonly name: string; readonly sha256: string }>;

async function readApplied(client: pg.PoolClient): Promise<Applied> {
  await createMigrationTable(client);
  return new Map((await readAppliedMigrations(client)).map((row) => [row.number, row]));
}

async function createMigrationTable(db: Queryable): Promise<void> {
  await db.query(
    `create table if not exists schema_migration (
       number int primary key,
       name text not null,
       sha256 text not null,
       applied_at timestamptz not null default now()
     )`,
  );
}

function refuseDifferent(done: Applied, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.number, migration]));
  for (const [number, { name, sha256 }] of done) {
    const migration = known.get(number);
    if (!migration) {
      throw new Refusal(
        `the database is of a newer SmartPM (it has ${name}, unknown here): start that version, or restore a backup made by this one`,
      );
    }
    if (migration.sha256 !== sha256) {
      throw new Refusal(
        `migration ${migration.name} is not the one this database was made with: put the file back as it was and add a new migration, or start with a new data folder`,
      );
    }
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
  } catch (error) {
    throw new Error(`migration ${migration.name} failed: ${errorText(error)}`, { cause: error });
  }
  await client.query("insert into schema_migration (number, name, sha256) values ($1, $2, $3)", [
    migration.number,
    migration.name,
    migration.sha256,
  ]);
  await client.query("commit");
}
