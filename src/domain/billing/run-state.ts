/** How far a bill run is. */
export const RUN_STATES = [
  "preparing",
  "ready",
  "issuing",
  "done",
  "stopped",
  "discarded",
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** How far a run is with one lease. */
export const RUN_LEASE_STATES = ["waiting", "drafted", "blocked", "issued", "left-out"] as const;
export type RunLeaseState = (typeof RUN_LEASE_STATES)[number];

export const RUN_ACTIONS = ["approve", "repeat", "stop", "resume", "discard"] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

/** What can be done with a run now, and the state in which it then is. */
export interface AvailableRunAction {
  readonly action: RunAction;
  readonly leadsTo: RunState;
}

export interface RunStanding {
  readonly state: RunState;
  /** Where a stopped run goes on. */
  readonly stoppedFrom: "preparing" | "issuing" | null;
  readonly counts: Readonly<Record<RunLeaseState, number>>;
}

/**
 * What a person may do with a run. Nothing is issued before it is approved, and what was issued
 * stays: a run that has issued bills is not discarded.
 */
export function availableRunActions(run: RunStanding): readonly AvailableRunAction[] {
  const { state, stoppedFrom, counts } = run;
  const discard: AvailableRunAction = { action: "discard", leadsTo: "discarded" };
  const repeat: AvailableRunAction = { action: "repeat", leadsTo: "preparing" };
  switch (state) {
    case "preparing":
      return [{ action: "stop", leadsTo: "stopped" }];
    case "ready":
      return [
        ...(counts.drafted > 0 ? [{ action: "approve", leadsTo: "issuing" } as const] : []),
        repeat,
        ...(counts.issued === 0 ? [discard] : []),
      ];
    case "issuing":
      return [{ action: "stop", leadsTo: "stopped" }];
    case "stopped":
      return [
        { action: "resume", leadsTo: stoppedFrom ?? "preparing" },
        ...(counts.issued === 0 ? [discard] : []),
      ];
    case "done":
      return counts.blocked > 0 ? [repeat] : [];
    case "discarded":
      return [];
  }
}

export const BILL_ACTIONS = ["recalculate", "correct", "credit"] as const;
export type BillAction = (typeof BILL_ACTIONS)[number];

/** What can be done with an issued bill. A credit note, or what it took back, stays as it is. */
export function availableBillActions(bill: {
  readonly kind: "regular" | "final" | "credit-note";
  readonly state: "issued" | "credited";
}): readonly BillAction[] {
  return bill.kind === "credit-note" || bill.state === "credited" ? [] : BILL_ACTIONS;
}
