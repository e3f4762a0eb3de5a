import { hasQuality } from "#domain/metering/reading-quality.ts";
import { rulesAt } from "#domain/validation/validation-rules.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { listMeteredChannels } from "#storage/channel-consumption.ts";
import { registerAt } from "#storage/nearest-readings.ts";
import { listSilentChannels } from "#storage/validation-progress.ts";
import { listValidationRules } from "#storage/validation-rules.ts";
import { estimatesFor, storeEstimates } from "./estimate-missing.ts";

const HOURS_PER_DAY = 24;

/**
 * Estimates, by what like days took, the meters that have not answered for as long as the site's
 * rule says: up to the last local midnight, so that bills can go out. They are marked, and give way
 * to what the meter shows once it answers. Sites whose rule names no days are left alone.
 */
export async function estimateSilent({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  const now = clock.now();
  for (const silent of await listSilentChannels(database, now)) {
    const { siteId, timeZone, channelId } = silent;
    const { estimateAfterDays } = rulesAt(await listValidationRules(database, siteId), now);
    const midnight = now.toZonedDateTimeISO(timeZone).startOfDay().toInstant();
    const last = await registerAt(database, channelId, silent.newest);
    if (estimateAfterDays === null || !last) continue;
    // Once it is estimated it goes on being estimated, day by day.
    const wait = hasQuality(last.quality, "estimated") ? 0 : estimateAfterDays * HOURS_PER_DAY;
    const due = last.measuredAt.add({ hours: wait });
    const { compare } = Temporal.Instant;
    if (compare(due, now) > 0 || compare(last.measuredAt, midnight) >= 0) continue;
    const [channel] = await listMeteredChannels(database, { channelIds: [channelId] });
    if (!channel) continue;
    const range = { from: last.measuredAt, to: midnight };
    const estimates = await estimatesFor(database, { channel, timeZone, range });
    const reason = `silent for ${estimateAfterDays} days`;
    await database.transaction((tx) =>
      storeEstimates(tx, { channel, estimates, at: now, author: "estimation", reason }),
    );
  }
}
