import { asId, type LineId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A serial port of a collector's machine. */
export interface SerialPortOfMachine {
  readonly path: string;
  /** Maker and product of a plugged-in adapter; the path where it says nothing. */
  readonly name: string;
}

export interface CollectorProcess {
  readonly id: string;
  readonly host: string;
  readonly serialPorts: readonly SerialPortOfMachine[];
}

/** A lease ends so long after its last renewal, and a collector counts as alive so long. */
export const LEASE_SECONDS = 15;

/** Says that a collector lives. Returns how many do, itself among them. */
export async function noteCollector(db: Queryable, collector: CollectorProcess): Promise<number> {
  await db.query(
    `insert into collector_process (id, host, serial_ports, seen_at)
     values ($1, $2, $3, now())
         on conflict (id) do update
        set host = excluded.host, serial_ports = excluded.serial_ports, seen_at = excluded.seen_at`,
    [collector.id, collector.host, JSON.stringify(collector.serialPorts)],
  );
  const { rows } = await db.query<{ alive: number }>(
    `select count(*)::int as alive
       from collector_process
      where seen_at > now() - make_interval(secs => $1)`,
    [LEASE_SECONDS],
  );
  return rows[0]?.alive ?? 1;
}

/** Collectors that were heard lately, by host. */
export async function listCollectors(db: Queryable): Promise<CollectorProcess[]> {
  const { rows } = await db.query<{
    id: string;
    host: string;
    serial_ports: SerialPortOfMachine[];
  }>(
    `select id, host, serial_ports
       from collector_process
      where seen_at > now() - make_interval(secs => $1)
      order by host, id`,
    [LEASE_SECONDS],
  );
  return rows.map(({ id, host, serial_ports: serialPorts }) => ({ id, host, serialPorts }));
}

/** Prolongs what a collector holds; returns it, and how many lines it could hold at all. */
export async function renewLeases(
  db: Queryable,
  { id, host }: Pick<CollectorProcess, "id" | "host">,
): Promise<{ readonly held: readonly LineId[]; readonly eligible: number }> {
  const { rows } = await db.query<{ line_id: number }>(
    `update line_lease x
        set expires_at = now() + make_interval(secs => $2)
       from line l
      where x.collector_id = $1
        and l.id = x.line_id
        and l.enabled
      returning x.line_id`,
    [id, LEASE_SECONDS],
  );
  const { rows: counted } = await db.query<{ eligible: number }>(
    `select count(*)::int as eligible
       from line
      where enabled
        and coalesce(transport->>'machine', $1) = $1`,
    [host],
  );
  return {
    held: rows.map(({ line_id: lineId }) => asId<LineId>(lineId)).toSorted((a, b) => a - b),
    eligible: counted[0]?.eligible ?? 0,
  };
}

/** Takes up to `atMost` lines that nobody holds. A serial port is only for its own machine. */
export async function takeLeases(
  db: Queryable,
  { id, host, atMost }: Pick<CollectorProcess, "id" | "host"> & { readonly atMost: number },
): Promise<LineId[]> {
  const { rows } = await db.query<{ line_id: number }>(
    `with free as (
       select l.id
         from line l
         left join line_lease x on x.line_id = l.id
        where l.enabled
          and coalesce(l.transport->>'machine', $2) = $2
          and (x.line_id is null or x.expires_at < now())
        order by l.id
        limit $3
          for update of l skip locked
     )
     insert into line_lease (line_id, collector_id, token, expires_at)
     select id, $1, 1, now() + make_interval(secs => $4) from free
         on conflict (line_id) do update
        set collector_id = excluded.collector_id,
            token = line_lease.token + 1,
            expires_at = excluded.expires_at
      where line_lease.expires_at < now()
     returning line_id`,
    [id, host, atMost, LEASE_SECONDS],
  );
  return rows.map(({ line_id: lineId }) => asId<LineId>(lineId));
}

/** Lets others have lines that this collector no longer reads. */
export async function releaseLeases(
  db: Queryable,
  { id, lineIds }: { readonly id: string; readonly lineIds: readonly LineId[] },
): Promise<void> {
  await db.query(
    `update line_lease
        set expires_at = now() - interval '1 second'
      where collector_id = $1
        and line_id = any($2)`,
    [id, lineIds],
  );
}

/** A collector that stops is no longer counted among those that live. */
export async function forgetCollector(db: Queryable, id: string): Promise<void> {
  await db.query("delete from collector_process where id = $1", [id]);
}
