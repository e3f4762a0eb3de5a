import type { AlarmDetails, AlarmSource } from "./alarm.ts";

/** An alarm with all that its message says. */
export interface AlarmSubject {
  readonly siteName: string;
  /** Instants are written as local time of this zone. */
  readonly timeZone: string;
  readonly source: AlarmSource;
  readonly details: AlarmDetails;
  readonly raisedAt: Temporal.Instant;
}

/** How a language words an alarm; `at` writes an instant, or that there never was one. */
export type AlarmWords = (
  alarm: AlarmSubject,
  at: (instant: Temporal.Instant | null) => string,
) => { readonly title: string; readonly lines: readonly string[] };
