import type { ChannelId } from "#domain/core/id.ts";

/** A register value at an instant: the evidence. */
export interface Reading {
  readonly channelId: ChannelId;
  readonly measuredAt: Temporal.Instant;
  /** Whole counts of the channel's resolution, below 2^53. */
  readonly counts: number;
  /** Bits of domain/metering/reading-quality.ts. */
  readonly quality: number;
  /** When the collector had it. */
  readonly collectedAt: Temporal.Instant;
}
