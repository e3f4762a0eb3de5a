/**
 * Looks at an installation from where it is, and prints what it sees as JSON: what the service says
 * of itself, and a digest of each row of each table. `look.ts DATA [TABLES.json]`: where tables are given,
 * those columns are looked at, so that what a newer version added does not count.
 */
import { readFile } from "node:fs/promises";
import { type Database, openDatabase } from "#platform/database.ts";
import { startEmbeddedServer, withRunningServer } from "#platform/embedded-server.ts";
import { readAnnouncement } from "#service/announcement.ts";
import { fixTextForm, listWholeTables, type WholeTable } from "#storage/whole-database.ts";

/** What is printed. */
export interface Seen {
  /** Undefined where no service runs. */
  readonly release?: string;
  /** What `/readyz` answers. */
  readonly ready?: number;
  readonly tables: readonly WholeTable[];
  /** Digests of each table's rows, in their own order. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** A bill's number of each tenant. */
  readonly bills: readonly string[];
}

const [data = "", tablesFile] = process.argv.slice(2);
const announced = await readAnnouncement(data);
const isRunning = announced?.address !== undefined && announced.address !== null;
const seen = isRunning
  ? await withRunningServer(data, (url) => look(url))
  : await atRest((url) => look(url));
const service = isRunning && {
  release: announced.release,
  ready: (await fetch(`${announced.address}/readyz`)).status,
};
process.stdout.write(JSON.stringify({ ...service, ...seen }));

async function atRest<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = await startEmbeddedServer(data);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

async function look(url: string): Promise<Omit<Seen, "release" | "ready">> {
  const database = openDatabase(url);
  try {
    return await lookAt(database);
  } finally {
    await database.close();
  }
}

function lookAt(database: Database): Promise<Omit<Seen, "release" | "ready">> {
  return database.transaction(async (tx) => {
    await fixTextForm(tx);
    const tables = tablesFile
      ? (JSON.parse(await readFile(tablesFile, "utf8")) as WholeTable[])
      : await listWholeTables(tx);
    const digests: Record<string, readonly string[]> = {};
    for (const { table, columns } of tables) {
      const names = columns.map((name) => `"${name}"`).join(", ");
      const { rows } = await tx.query<{ digest: string }>(
        `select encode(sha256(convert_to(r::text, 'utf8')), 'hex') as digest
           from (select ${names} from public."${table}") r
          order by 1`,
      );
      digests[table] = rows.map(({ digest }) => digest);
    }
    const { rows: bills } = await tx.query<{ number: string }>(
      `select max(number) as number from bill group by lease_id order by 1`,
    );
    return { tables, rows: digests, bills: bills.map(({ number }) => number) };
  });
}
