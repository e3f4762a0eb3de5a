/** Made-up registers for the readings bench: quarter hours that climb by what an office uses. */
import { asId, type ChannelId } from "#domain/core/id.ts";
import { type ChannelMonth, monthAt } from "#storage/month-row.ts";
import { packMonth, type PackedMonth } from "#storage/packed-month.ts";
import type { Reading } from "#storage/reading.ts";

export const QUARTER_MS = 900_000;
export const QUARTERS_A_DAY = 96;

/** Loads that differ; a channel has one of them, from a register height of its own. */
const PROFILES = 50;

export function channelIds(count: number): ChannelId[] {
  return Array.from({ length: count }, (_, n) => asId<ChannelId>(n + 1));
}

/** What the register of a profile climbs in a quarter hour: by day more, and never twice the same. */
function climb(profile: number, slot: number): number {
  return 20 + (((slot % QUARTERS_A_DAY) * 7 + profile * 13 + slot * 31) % 180);
}

/** Each channel's reading in each slot, slot by slot as a collector has them. */
export function slotReadings(
  channels: readonly ChannelId[],
  { fromMs, slots }: { readonly fromMs: number; readonly slots: number },
): Reading[] {
  const registers = channels.map((id) => id * 1000);
  return Array.from({ length: slots }, (_, slot) => {
    const measuredAt = Temporal.Instant.fromEpochMilliseconds(fromMs + slot * QUARTER_MS);
    return channels.map((channelId, n) => {
      const counts = (registers[n] = (registers[n] ?? 0) + climb(n % PROFILES, slot));
      return { channelId, measuredAt, counts, quality: 1, collectedAt: measuredAt };
    });
  }).flat();
}

/** Packed months of every channel from a first of a month on. */
export function* packedMonths(
  channels: readonly ChannelId[],
  { first, months }: { readonly first: Temporal.PlainDate; readonly months: number },
): Generator<ChannelMonth> {
  const profiles = Array.from({ length: PROFILES }, (_, profile) =>
    Array.from({ length: months }, (__, n) => profileMonth(profile, first.add({ months: n }))),
  );
  for (const channelId of channels) {
    let before = channelId * 1000;
    for (const { packed, climbed } of profiles[channelId % PROFILES] ?? []) {
      yield {
        channelId,
        month: monthAt(packed.firstMs),
        packed: { ...packed, firstCounts: before },
      };
      before += climbed;
    }
  }
}

function profileMonth(
  profile: number,
  first: Temporal.PlainDate,
): { readonly packed: PackedMonth; readonly climbed: number } {
  const fromMs = first.toZonedDateTime("UTC").epochMilliseconds;
  const counts = new Float64Array(first.daysInMonth * QUARTERS_A_DAY);
  let register = 0;
  counts.forEach((_, slot) => {
    counts[slot] = register;
    register += climb(profile, slot);
  });
  const epochMs = counts.map((_, slot) => fromMs + slot * QUARTER_MS);
  const qualities = new Uint8Array(counts.length).fill(1);
  return { packed: packMonth({ epochMs, counts, qualities }), climbed: register };
}
