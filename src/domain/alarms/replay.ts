/** What a rule would have said at a moment of the past. */
export interface PastVerdict<Told> {
  readonly at: Temporal.Instant;
  readonly state: "on" | "off" | "undecided";
  /** Of one that is on: what it would have told. */
  readonly told?: Told;
}

/** An alarm that a rule would have raised. */
export interface ReplayedAlarm<Told> {
  readonly raisedAt: Temporal.Instant;
  /** Null: it would be open now. */
  readonly clearedAt: Temporal.Instant | null;
  readonly told: Told;
}

/** The alarms that come of verdicts in their order, as alarmChanges would have raised and cleared them. */
export function replayed<Told>(verdicts: Iterable<PastVerdict<Told>>): ReplayedAlarm<Told>[] {
  const alarms: ReplayedAlarm<Told>[] = [];
  let open: ReplayedAlarm<Told> | undefined;
  for (const { at, state, told } of verdicts) {
    if (state === "on" && told !== undefined && !open) {
      open = { raisedAt: at, clearedAt: null, told };
    } else if (state === "off" && open) {
      alarms.push({ ...open, clearedAt: at });
      open = undefined;
    }
  }
  return open ? [...alarms, open] : alarms;
}
