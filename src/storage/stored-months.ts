import { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { asId, type ChannelId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { monthAt, monthColumnsUntil, type StoredMonthRow } from "./month-row.ts";

/**
 * The packed months of channels that overlap a range, by channel and month; of `packed` what holds
 * the readings up to its end. On a connection of its own, a transaction's, they come by COPY in
 * binary: as text each byte would be two digits, which server and driver write and read for half of
 * the time that a bill's readings take.
 */
export async function listStoredMonths(
  db: Queryable,
  channelIds: readonly ChannelId[],
  range: InstantRange,
): Promise<readonly StoredMonthRow[]> {
  const query = queryOf(channelIds, range);
  if (db instanceof Client)
    return rowsOf(await copied(db, `copy (${query}) to stdout (format binary)`));
  return (await db.query<StoredMonthRow>(query)).rows;
}

/** COPY takes no parameters; all that is put in are numbers and instants, written by us. */
function queryOf(channelIds: readonly ChannelId[], { from, to }: InstantRange): string {
  const months = [from, to].map((at) => `'${monthAt(at.epochMilliseconds)}'`);
  const first = `'${from.toString()}'`;
  const last = `'${to.toString()}'` as const;
  return `select ${monthColumnsUntil(last)}
            from stored_month
           where channel_id = any('{${channelIds.map(Number).join(",")}}')
             and month between ${months.join(" and ")}
             and first_at <= ${last}
             and last_at >= ${first}
           order by channel_id, month`;
}

/** Room for a batch of bills: with less, COPY would wait for us again and again. */
const BYTES_AHEAD = 2 ** 20;

async function copied(client: Client, statement: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream = client.query(copyTo(statement, { highWaterMark: BYTES_AHEAD }));
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** `PGCOPY`, flags and an empty extension; then rows of a number of fields, each after its length. */
const HEADER_BYTES = 19;
const NULL_LENGTH = -1;
const END = -1;
const COLUMNS = 9;

const MS_PER_DAY = 86_400_000;
const POSTGRES_EPOCH_MS = 946_684_800_000;

function rowsOf(bytes: Buffer): StoredMonthRow[] {
  const rows: StoredMonthRow[] = [];
  let at = HEADER_BYTES;
  const field = () => {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length === NULL_LENGTH) return null;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const given = () => {
    const content = field();
    if (!content) throw new Error("a month of readings lacks a value");
    return content;
  };
  for (;;) {
    const columns = bytes.readInt16BE(at);
    at += 2;
    if (columns === END) return rows;
    if (columns !== COLUMNS) throw new Error(`a month of readings has ${columns} columns`);
    rows.push({
      channel_id: asId(given().readInt32BE()),
      month: monthAt(POSTGRES_EPOCH_MS + given().readInt32BE() * MS_PER_DAY),
      first_second: given().readDoubleBE(),
      last_second: given().readDoubleBE(),
      step_seconds: given().readInt32BE(),
      first_counts: given().readDoubleBE(),
      readings: given().readInt32BE(),
      packed: field(),
      archive_id: field()?.readInt32BE() ?? null,
    });
  }
}
