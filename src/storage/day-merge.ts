import type { ChannelId } from "#domain/core/id.ts";
import { type ClosedDay, packDay, type SlotReading } from "./closed-day.ts";

/** A packed day of one channel. */
export interface ChannelDay {
  readonly channelId: ChannelId;
  /** The UTC day: `2026-11-01`. */
  readonly day: string;
  readonly closed: ClosedDay;
}

/** A reading in its channel's UTC day. */
export interface DayReading extends SlotReading {
  readonly channelId: ChannelId;
  readonly day: string;
}

interface MergedDay {
  readonly channelId: ChannelId;
  readonly day: string;
  readonly byMinute: Map<number, SlotReading>;
}

/** Brings packed days and rows together; what a packed day holds is never replaced. */
export class DayMerge {
  readonly dropped: DayReading[] = [];
  readonly #days = new Map<string, MergedDay>();

  addClosed(readings: readonly DayReading[]): void {
    for (const reading of readings) this.#dayOf(reading).byMinute.set(reading.minute, reading);
  }

  /** After all that are packed. */
  addOpen(readings: readonly DayReading[]): void {
    for (const reading of readings) {
      const { byMinute } = this.#dayOf(reading);
      const there = byMinute.get(reading.minute);
      if (!there) byMinute.set(reading.minute, reading);
      else if (there.counts !== reading.counts) this.dropped.push(reading);
    }
  }

  *packed(): Generator<ChannelDay> {
    for (const { channelId, day, byMinute } of this.#days.values()) {
      const readings = [...byMinute.values()].toSorted((a, b) => a.minute - b.minute);
      yield { channelId, day, closed: packDay(readings) };
    }
  }

  #dayOf({ channelId, day }: DayReading): MergedDay {
    const key = `${channelId} ${day}`;
    const known = this.#days.get(key);
    if (known) return known;
    const merged = { channelId, day, byMinute: new Map<number, SlotReading>() };
    this.#days.set(key, merged);
    return merged;
  }
}
