import type { PoolClient } from "pg";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import { asId, type ChannelId, type ServicePointId } from "#domain/core/id.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import type { Database } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { correctReadings } from "#storage/correct-readings.ts";
import { exchangeMeter, noteClosing, undoExchange } from "#storage/installations.ts";
import type { ReadingCorrection } from "#storage/reading-corrections.ts";
import { decideException, type ExceptionState, readUndo } from "#storage/reading-exceptions.ts";
import { judgeAnew } from "#storage/validation-progress.ts";
import { storeEstimates } from "./estimate-missing.ts";
import { type Doubt, type Proposal, proposeEstimate } from "./propose-estimate.ts";

export type Decision = "accept" | "estimate" | "reopen";

export interface DecisionOnException {
  readonly id: number;
  readonly state: ExceptionState;
  readonly doubt: Doubt;
  readonly decision: Decision;
  readonly actor: string;
  readonly note: string;
  readonly at: Temporal.Instant;
}

/** How a decision is taken back. */
type Undo =
  | { readonly kind: "readings"; readonly readings: readonly UndoneReading[] }
  | { readonly kind: "split"; readonly at: string }
  | { readonly kind: "close"; readonly installedAtMs: number };

interface UndoneReading {
  readonly at: string;
  readonly counts: number;
  readonly quality: number;
}

/**
 * Decides about doubtful readings: accept them as they are, put the proposed estimate in their
 * place, or take a decision back. With its audit entry in one transaction; what was estimated is
 * judged anew. A fault where somebody else has decided meanwhile, or there is nothing to estimate by.
 */
export async function decide(
  database: Database,
  decision: DecisionOnException,
): Promise<Result<undefined>> {
  const { id, actor, note, at, doubt } = decision;
  return database.transaction(async (tx) => {
    const carriedOut = await carryOut(tx, decision);
    if (!carriedOut.ok) return carriedOut;
    const { to, undo } = carriedOut.value;
    const isDecided = await decideException(tx, {
      id,
      from: decision.state,
      to,
      at,
      actor,
      note,
      undo,
    });
    if (!isDecided) throw new Error(`exception ${id} was decided by somebody else meanwhile`);
    if (decision.decision !== "accept") {
      await judgeAnew(tx, { channelId: doubt.channel.id, from: doubt.range.from });
    }
    await recordAudit(tx, {
      at,
      actor,
      action: `exception.${to}`,
      subject: `exception ${id} of channel ${doubt.channel.id}`,
      before: { state: decision.state },
      after: { state: to, rule: doubt.rule, from: doubt.range.from.toString(), note },
    });
    return ok(undefined);
  });
}

interface CarriedOut {
  readonly to: ExceptionState;
  readonly undo?: Undo;
}

async function carryOut(
  tx: PoolClient,
  decision: DecisionOnException,
): Promise<Result<CarriedOut>> {
  const { id, doubt, state } = decision;
  switch (decision.decision) {
    case "accept":
      return state === "open" ? ok({ to: "accepted" }) : failed([notOpen(state)]);
    case "estimate": {
      if (state !== "open") return failed([notOpen(state)]);
      const proposal = await proposeEstimate(tx, doubt);
      return follow(tx, { decision, proposal });
    }
    case "reopen": {
      if (state === "open" || state === "cleared") return failed([notDecided(state)]);
      const undo = asUndo(await readUndo(tx, id));
      if (undo) await takeBack(tx, { decision, undo });
      return ok({ to: "open" });
    }
  }
}

/** Guaranteed by decide, which alone writes the column. */
function asUndo(stored: unknown): Undo | null {
  return stored as Undo | null;
}

function notOpen(state: ExceptionState) {
  return {
    code: "exception.decided",
    subject: "decision",
    message: `this was ${state} meanwhile`,
    remedy: "take that decision back first",
  };
}

function notDecided(state: ExceptionState) {
  return {
    code: "exception.not-decided",
    subject: "decision",
    message: `this is ${state}: there is no decision to take back`,
  };
}

async function follow(
  tx: PoolClient,
  {
    decision,
    proposal,
  }: { readonly decision: DecisionOnException; readonly proposal: Proposal | undefined },
): Promise<Result<CarriedOut>> {
  const { doubt, actor, at, note } = decision;
  const { channel } = doubt;
  const { servicePointId } = channel;
  switch (proposal?.kind) {
    case "fill": {
      const reason = note === "" ? "estimated" : note;
      const added = await storeEstimates(tx, {
        channel,
        estimates: proposal.values,
        at,
        author: actor,
        reason,
      });
      return ok({ to: "estimated", undo: { kind: "readings", readings: added.map(undone) } });
    }
    case "replace": {
      const changed = await correctReadings(tx, {
        readings: proposal.values.map(({ epochMs, counts }) => ({
          channelId: channel.id,
          measuredAt: Temporal.Instant.fromEpochMilliseconds(epochMs),
          counts,
          quality: READING_QUALITY.estimated,
        })),
        author: actor,
        reason: note === "" ? `estimated anew: ${proposal.values[0]?.method}` : note,
        at,
      });
      return ok({ to: "estimated", undo: { kind: "readings", readings: changed.map(undone) } });
    }
    case "split": {
      const { closing, opening } = proposal;
      const registers = [{ channelId: channel.id, closing, opening }];
      const split = await exchangeMeter(tx, { servicePointId, at: proposal.at, registers });
      if (!split.ok) return split;
      return ok({ to: "estimated", undo: { kind: "split", at: proposal.at.toString() } });
    }
    case "close": {
      const installedAtMs = installedBefore(channel, proposal.at);
      const installedAt = Temporal.Instant.fromEpochMilliseconds(installedAtMs);
      const { closing } = proposal;
      await noteClosing(tx, { channelId: channel.id, servicePointId, installedAt, closing });
      return ok({ to: "estimated", undo: { kind: "close", installedAtMs } });
    }
    case "usual":
    case undefined:
      return failed([
        {
          code: "exception.no-estimate",
          subject: "decision",
          message: "there is nothing to estimate this by",
          remedy: "accept it, or correct the readings",
        },
      ]);
  }
}

function installedBefore({ meters }: MeteredChannel, at: Temporal.Instant): number {
  const meter = meters.find(({ toMs }) => toMs === at.epochMilliseconds);
  if (!meter) throw new Error(`no meter was removed at ${at.toString()}`);
  return meter.fromMs;
}

/** What stood there; where there was nothing, the estimate is withdrawn. */
function undone({ measuredAt, before, after }: ReadingCorrection): UndoneReading {
  const { counts, quality } = before ?? {
    counts: after.counts,
    quality: after.quality | READING_QUALITY.withdrawn,
  };
  return { at: measuredAt.toString(), counts, quality };
}

async function takeBack(
  tx: PoolClient,
  { decision, undo }: { readonly decision: DecisionOnException; readonly undo: Undo },
): Promise<void> {
  const { doubt, actor, at } = decision;
  const { id: channelId, servicePointId } = doubt.channel;
  switch (undo.kind) {
    case "readings":
      await correctReadings(tx, {
        readings: undo.readings.map((reading) => ({
          channelId: asId<ChannelId>(channelId),
          measuredAt: Temporal.Instant.from(reading.at),
          counts: reading.counts,
          quality: reading.quality,
        })),
        author: actor,
        reason: "the estimate was taken back",
        at,
      });
      return;
    case "split":
      await undoExchange(tx, {
        servicePointId: asId<ServicePointId>(servicePointId),
        at: Temporal.Instant.from(undo.at),
      });
      return;
    case "close": {
      const installedAt = Temporal.Instant.fromEpochMilliseconds(undo.installedAtMs);
      await noteClosing(tx, { channelId, servicePointId, installedAt, closing: null });
    }
  }
}
