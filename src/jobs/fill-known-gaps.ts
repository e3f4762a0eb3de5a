import type { PoolClient } from "pg";
import type { Finding } from "#domain/validation/finding.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { noteEstimated } from "#storage/reading-exceptions.ts";
import { daysTouched, listTouchedBills } from "#storage/touched-bills.ts";
import { estimatesFor, storeEstimates } from "./estimate-missing.ts";

/** Readings that a collector has kept may still come: an estimate can wait that long. */
const WAIT_HOURS = 2;

/**
 * Fills the gaps that were found and whose end has been read: their difference is spread by the
 * point's like days. Not where a bill in force covers a part of the gap: that bill's readings at
 * its ends were drawn on a straight line, and the next one has to begin where it ended.
 */
export async function fillKnownGaps(
  tx: PoolClient,
  {
    channel,
    timeZone,
    findings,
    now,
  }: {
    readonly channel: MeteredChannel;
    readonly timeZone: string;
    readonly findings: readonly Finding[];
    readonly now: Temporal.Instant;
  },
): Promise<void> {
  const { servicePointId } = channel;
  const ready = now.subtract({ hours: WAIT_HOURS });
  for (const { rule, range } of findings) {
    if (rule !== "missing" || Temporal.Instant.compare(range.to, ready) > 0) continue;
    const days = daysTouched(range, timeZone);
    if ((await listTouchedBills(tx, { servicePointId, days })).length > 0) continue;
    const estimates = await estimatesFor(tx, { channel, timeZone, range });
    const added = await storeEstimates(tx, { channel, estimates, at: now, author: "estimation" });
    if (added.length === 0) continue;
    await noteEstimated(tx, {
      channelId: channel.id,
      from: range.from,
      at: now,
      note: estimates[0]?.method ?? "",
    });
  }
}
