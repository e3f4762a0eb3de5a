import {
  type ClientBase,
  type CustomTypesConfig,
  DatabaseError,
  Pool,
  type PoolClient,
  types as standard,
} from "pg";

/** A connection inside a transaction, or the pool: whatever can run one statement. */
export type Queryable = Pick<ClientBase, "query">;

/** The database as the rest of SmartPM sees it. */
export interface Database extends Queryable {
  /** The pool itself, for COPY streams and LISTEN, which need a connection of their own. */
  readonly pool: Pool;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (tx: PoolClient) => Promise<T>): Promise<T>;
  /** The same database through a pool of its own, whose statements end within `limits`. */
  within(limits: DatabaseLimits): Database;
  close(): Promise<void>;
}

/** How long whoever asks is made to wait; what takes longer is cut off and throws: see cutOffBy. */
export interface DatabaseLimits {
  /** For one of the pool's connections. */
  readonly connectionWithinMs: number;
  /** For a row or table that another transaction holds. */
  readonly lockWithinMs: number;
  /** For one statement, waiting included. */
  readonly statementWithinMs: number;
}

const CONNECTIONS_AT_MOST = 10;
const KEEP_ALIVE_MS = 30_000;

const BIGINT_OID = 20;
const DATE_OID = 1082;
const TIMESTAMPTZ_OID = 1184;

/**
 * Values as they arrive from the database: bigint as BigInt, date as `2026-11-01` text,
 * timestamptz as Temporal.Instant, numeric as exact decimal text, json parsed.
 */
const types: CustomTypesConfig = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (format !== "binary") {
      if (oid === BIGINT_OID) return (text: string) => BigInt(text);
      if (oid === DATE_OID) return (text: string) => text;
      if (oid === TIMESTAMPTZ_OID) return (text: string) => Temporal.Instant.from(isoOf(text));
    }
    return standard.getTypeParser(oid, format as "text");
  },
} as CustomTypesConfig;

/** PostgreSQL writes `2026-11-01 00:00:00+00`; ISO 8601 wants a T, and minutes in the offset. */
function isoOf(text: string): string {
  const iso = text.replace(" ", "T");
  return /[+-]\d\d$/.test(iso) ? `${iso}:00` : iso;
}

/**
 * Opens a pool on `connectionString`. Sessions run in UTC. Connects on first use. Without limits a
 * statement takes what it takes, as jobs do.
 */
export function openDatabase(connectionString: string, limits?: DatabaseLimits): Database {
  const pool = new Pool({
    connectionString,
    max: CONNECTIONS_AT_MOST,
    types,
    options: `-c timezone=UTC${limits ? settingsOf(limits) : ""}`,
    ...(limits && { connectionTimeoutMillis: limits.connectionWithinMs }),
    // A server that vanished without a word must not be waited for until a restart.
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  });
  // A connection that breaks must not end the process. Idle, it is replaced by the next query; in a
  // transaction, the statement that was under way fails.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return {
    pool,
    query: pool.query.bind(pool) as Database["query"],
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("begin");
        const result = await work(client);
        await client.query("commit");
        return result;
      } catch (error) {
        await client.query("rollback").catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    within: (its) => openDatabase(connectionString, its),
    close: () => pool.end(),
  };
}

function settingsOf({ lockWithinMs, statementWithinMs }: DatabaseLimits): string {
  return ` -c lock_timeout=${lockWithinMs} -c statement_timeout=${statementWithinMs}`;
}

const LOCK_NOT_AVAILABLE = "55P03";
const QUERY_CANCELED = "57014";
/** What `pg` says when no connection of the pool came free. */
const NO_CONNECTION = "timeout exceeded when trying to connect";

/** Which of its limits ended what was asked of the database; undefined: none did. */
export function cutOffBy(error: unknown): keyof DatabaseLimits | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message === NO_CONNECTION) return "connectionWithinMs";
  if (!(error instanceof DatabaseError)) return undefined;
  if (error.code === LOCK_NOT_AVAILABLE) return "lockWithinMs";
  return error.code === QUERY_CANCELED ? "statementWithinMs" : undefined;
}
