import { once } from "node:events";
import { DatabaseError, type PoolClient } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Reading } from "./reading.ts";

const UNIQUE_VIOLATION = "23505";
/** To a role whose rows are limited COPY is closed: who works on some sites only goes the long way. */
const FEATURE_NOT_SUPPORTED = "0A000";

/**
 * Stores readings, which are in the order of the key, by COPY, the fastest way in there is. Gives
 * false, and stores nothing, when one of them is there already, which COPY cannot pass over, or
 * the caller may not copy.
 */
export async function copyReadings(tx: PoolClient, readings: readonly Reading[]): Promise<boolean> {
  if (readings.length === 0) return true;
  await tx.query("savepoint copying");
  try {
    const copy = tx.query(copyFrom(COPY_READINGS));
    const done = once(copy, "finish");
    copy.end(binaryRows(readings));
    await done;
  } catch (error) {
    const code = error instanceof DatabaseError ? error.code : undefined;
    if (code !== UNIQUE_VIOLATION && code !== FEATURE_NOT_SUPPORTED) throw error;
    await tx.query("rollback to savepoint copying");
    return false;
  }
  return true;
}

const COPY_READINGS = `copy reading (channel_id, measured_at, value, quality, collected_at)
  from stdin (format binary)`;

/** In the order of the key, in which two writers never wait for each other. */
export function inKeyOrder(readings: readonly Reading[]): readonly Reading[] {
  return readings.toSorted(
    (a, b) =>
      a.channelId - b.channelId || a.measuredAt.epochMilliseconds - b.measuredAt.epochMilliseconds,
  );
}

/** `PGCOPY`, flags and an empty extension; then a row of five fields each; then -1. */
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const FIELDS = 5;
const ROW_BYTES = 2 + FIELDS * 4 + 4 + 8 + 8 + 2 + 8;
const END = -1;

function binaryRows(readings: readonly Reading[]): Buffer {
  const bytes = Buffer.allocUnsafe(SIGNATURE.length + readings.length * ROW_BYTES + 2);
  SIGNATURE.copy(bytes);
  let at = SIGNATURE.length;
  for (const { channelId, measuredAt, counts, quality, collectedAt } of readings) {
    bytes.writeInt16BE(FIELDS, at);
    bytes.writeInt32BE(4, at + 2);
    bytes.writeInt32BE(channelId, at + 6);
    writeLong(bytes, at + 10, timeOf(measuredAt));
    writeLong(bytes, at + 22, counts);
    bytes.writeInt32BE(2, at + 34);
    bytes.writeInt16BE(quality, at + 38);
    writeLong(bytes, at + 40, timeOf(collectedAt));
    at += ROW_BYTES;
  }
  bytes.writeInt16BE(END, at);
  return bytes;
}

/** PostgreSQL counts microseconds from the year 2000. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

function timeOf(at: Temporal.Instant): number {
  return (at.epochMilliseconds - POSTGRES_EPOCH_MS) * 1000;
}

const TWO_TO_32 = 2 ** 32;

/** A length of 8 and a whole number below 2^53. */
function writeLong(bytes: Buffer, at: number, value: number): void {
  const high = Math.floor(value / TWO_TO_32);
  bytes.writeInt32BE(8, at);
  bytes.writeInt32BE(high, at + 4);
  bytes.writeUInt32BE(value - high * TWO_TO_32, at + 8);
}
