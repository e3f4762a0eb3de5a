import type { PoolClient } from "pg";
import type { ChannelId } from "#domain/core/id.ts";
import { hasQuality } from "#domain/metering/reading-quality.ts";
import { recordAudit } from "./audit-entries.ts";
import {
  findCorrected,
  type ReadingContent,
  type ReadingCorrection,
  recordCorrections,
} from "./reading-corrections.ts";
import { shareReadings } from "./readings-lock.ts";
import { changePackedReadings } from "./packed-readings.ts";

/** What a reading shall say; one that is not there yet is added. */
export interface CorrectedReading extends ReadingContent {
  readonly channelId: ChannelId;
  readonly measuredAt: Temporal.Instant;
}

export interface Correction {
  /** At most one for a channel and instant. */
  readonly readings: readonly CorrectedReading[];
  /** A user's e-mail address, or the part of the program: `estimation`. */
  readonly author: string;
  /** In the author's words; never empty. */
  readonly reason: string;
  readonly at: Temporal.Instant;
}

/**
 * Replaces what stored readings say, recent or packed, and adds those that are missing. What stood
 * there, who changed it, when and why is kept for ever; an audit entry for each channel goes with
 * it. A reading that says the same already is left alone. Gives what was changed. Whatever is
 * worked out from the readings is worked out from the new ones as soon as `tx` commits.
 */
export async function correctReadings(
  tx: PoolClient,
  correction: Correction,
): Promise<ReadingCorrection[]> {
  return change(tx, correction, () => true);
}

/** The same, but only where there is no reading at all: an estimate never replaces a reading. */
export async function addEstimates(
  tx: PoolClient,
  correction: Correction,
): Promise<ReadingCorrection[]> {
  return change(tx, correction, (stored) => stored === undefined);
}

/**
 * What to do with new readings where another value or quality is stored: a measured one takes the
 * place of a mere estimate. Gives those that contradict what is stored, and always did.
 */
export async function settleDifferences<R extends Reading>(
  tx: PoolClient,
  readings: readonly R[],
): Promise<R[]> {
  const contradicting: R[] = [];
  let rest = readings;
  while (rest.length > 0) {
    const byKey = Map.groupBy(rest, ({ channelId, measuredAt }) => keyOf(channelId, measuredAt));
    const firsts = [...byKey.values()].flatMap(([first]) => first ?? []);
    contradicting.push(...(await supersede(tx, firsts)));
    rest = [...byKey.values()].flatMap(([, ...others]) => others);
  }
  if (contradicting.length === 0) return [];
  const corrected = await findCorrected(tx, contradicting);
  return contradicting.filter((reading) => !corrected.has(reading));
}

/** Gives those that contradict what is stored now; one a channel and instant. */
async function supersede<R extends Reading>(tx: PoolClient, readings: readonly R[]): Promise<R[]> {
  const contradicting: R[] = [];
  const supersession = {
    readings,
    author: "measurement",
    reason: "measured after it had been estimated",
    at: latest(readings.map(({ collectedAt }) => collectedAt)),
  };
  await change(tx, supersession, (stored, wished) => {
    if (stored && isMereEstimate(stored.quality) && isMeasured(wished.quality)) return true;
    if (stored && stored.counts !== wished.counts) contradicting.push(wished);
    return false;
  });
  return contradicting;
}

function latest(instants: readonly Temporal.Instant[]): Temporal.Instant {
  return instants.reduce((a, b) => (Temporal.Instant.compare(a, b) >= 0 ? a : b));
}

interface Reading extends CorrectedReading {
  readonly collectedAt: Temporal.Instant;
}

function isMereEstimate(quality: number): boolean {
  return hasQuality(quality, "estimated") && !hasQuality(quality, "edited");
}

function isMeasured(quality: number): boolean {
  return hasQuality(quality, "measured") && !hasQuality(quality, "estimated");
}

/** Told what is stored, and what shall be: whether it is changed. */
type Permission<R> = (stored: ReadingContent | undefined, wished: R) => boolean;

async function change<R extends CorrectedReading>(
  tx: PoolClient,
  {
    readings,
    author,
    reason,
    at,
  }: Omit<Correction, "readings"> & { readonly readings: readonly R[] },
  permits: Permission<R>,
): Promise<ReadingCorrection[]> {
  if (readings.length === 0) return [];
  await shareReadings(tx);
  const changes: ReadingCorrection[] = [];
  const change = (wished: R, before: ReadingContent | undefined) => {
    const { channelId, measuredAt, counts, quality } = wished;
    if (before?.counts === counts && before.quality === quality) return false;
    if (!permits(before, wished)) return false;
    const after = { counts, quality };
    changes.push({ channelId, measuredAt, before, after, correctedAt: at, author, reason });
    return true;
  };
  const unpacked = await changePackedReadings(tx, readings, change);
  await changeRows(tx, { readings: unpacked, at }, change);
  await recordCorrections(tx, changes);
  await auditChanges(tx, changes);
  return changes;
}

/** Adds what is missing, and changes what is there: in this order, so that no other comes between. */
async function changeRows<R extends CorrectedReading>(
  tx: PoolClient,
  { readings, at }: { readonly readings: readonly R[]; readonly at: Temporal.Instant },
  change: (wished: R, before: ReadingContent | undefined) => boolean,
): Promise<void> {
  const added = await addMissing(tx, readings, at);
  for (const wished of added) change(wished, undefined);
  const { rows } = await tx.query<{ position: bigint; value: bigint; quality: number }>(
    `select u.position, r.value, r.quality
       from unnest($1::int[], $2::timestamptz[]) with ordinality
         as u (channel_id, measured_at, position)
       join reading r using (channel_id, measured_at)
      order by r.channel_id, r.measured_at
        for update of r`,
    keyColumns(readings),
  );
  const isAdded = new Set(added);
  const changed = rows.flatMap(({ position, value, quality }) => {
    const wished = readings[Number(position) - 1];
    if (!wished || isAdded.has(wished)) return [];
    return change(wished, { counts: Number(value), quality }) ? [wished] : [];
  });
  await tx.query(
    `update reading r
        set value = u.value, quality = u.quality, collected_at = $5
       from unnest($1::int[], $2::timestamptz[], $3::bigint[], $4::smallint[])
         as u (channel_id, measured_at, value, quality)
      where r.channel_id = u.channel_id
        and r.measured_at = u.measured_at`,
    [...contentColumns(changed), at.toString()],
  );
}

async function addMissing<R extends CorrectedReading>(
  tx: PoolClient,
  readings: readonly R[],
  at: Temporal.Instant,
): Promise<R[]> {
  const { rows } = await tx.query<{ channel_id: ChannelId; measured_at: Temporal.Instant }>(
    `insert into reading (channel_id, measured_at, value, quality, collected_at)
     select u.channel_id, u.measured_at, u.value, u.quality, $5
       from unnest($1::int[], $2::timestamptz[], $3::bigint[], $4::smallint[])
         as u (channel_id, measured_at, value, quality)
      order by 1, 2
         on conflict do nothing
     returning channel_id, measured_at`,
    [...contentColumns(readings), at.toString()],
  );
  const added = new Set(rows.map((row) => keyOf(row.channel_id, row.measured_at)));
  return readings.filter(({ channelId, measuredAt }) => added.has(keyOf(channelId, measuredAt)));
}

function keyOf(channelId: ChannelId, at: Temporal.Instant): string {
  return `${channelId} ${at.epochMilliseconds}`;
}

function keyColumns(readings: readonly CorrectedReading[]) {
  return [
    readings.map(({ channelId }) => channelId),
    readings.map(({ measuredAt }) => measuredAt.toString()),
  ];
}

function contentColumns(readings: readonly CorrectedReading[]) {
  return [
    ...keyColumns(readings),
    readings.map(({ counts }) => counts),
    readings.map(({ quality }) => quality),
  ];
}

async function auditChanges(tx: PoolClient, changes: readonly ReadingCorrection[]): Promise<void> {
  for (const [channelId, own] of Map.groupBy(changes, (change) => change.channelId)) {
    const inOrder = own.toSorted((a, b) => Temporal.Instant.compare(a.measuredAt, b.measuredAt));
    const [first] = inOrder;
    if (!first) continue;
    await recordAudit(tx, {
      at: first.correctedAt,
      actor: first.author,
      action: "readings.corrected",
      subject: `channel ${channelId}`,
      after: {
        readings: own.length,
        from: first.measuredAt.toString(),
        to: inOrder.at(-1)?.measuredAt.toString(),
        reason: first.reason,
      },
    });
  }
}
