import { findLossRise, followRise, type LossRise, type RiseState } from "./find-loss-rise.ts";
import { rankSuspects, type Suspect } from "./rank-suspects.ts";
import { type ZoneBlock, type ZoneHistory, zoneBlocks } from "./zone-history.ts";

/** What a zone's own past says of its loss now. */
export type RiseJudgement =
  /** It loses what it always lost, or the rise that was known has ended. */
  | { readonly state: "none" }
  /** A rise that was known neither lasts clearly nor has ended, or too little is read to tell. */
  | { readonly state: "unsure" }
  | { readonly state: "risen"; readonly finding: RiseFinding };

export interface RiseFinding {
  /** Steps of the history. */
  readonly fromHour: number;
  readonly toHour: number;
  /** In the zone's unit, since the rise began. */
  readonly supplied: number;
  readonly missing: number;
  /** missing / supplied. */
  readonly share: number;
  /** Most suspect first. */
  readonly suspects: readonly Suspect[];
}

export interface JudgeRiseOptions {
  /** The hour from which on a rise is known already; undefined: look for one. */
  readonly knownFromHour: number | undefined;
  /**
   * Losses that were known and have ended, `[fromHour, toHour)`: neither a past to learn from nor a
   * sign of a new one.
   */
  readonly endedLosses: readonly { readonly fromHour: number; readonly toHour: number }[];
  /** The permitted error of the meters' class as a share. */
  readonly meterError: number;
  readonly timeZone: string;
}

/** Looks for a new loss in a zone's history, or follows one that was found before. */
export function judgeRise(history: ZoneHistory, options: JudgeRiseOptions): RiseJudgement {
  const blocks = zoneBlocks(history).filter(
    ({ from, to }) =>
      !options.endedLosses.some(({ fromHour, toHour }) => from < toHour && to > fromHour),
  );
  const registers = [...history.supplies, ...history.uses];
  const hours = Math.min(...registers.map(({ values }) => values.length)) - 1;
  const used = blocks.reduce((sum, block) => sum + block.used, 0);
  const known = blocks.reduce((sum, block) => sum + block.hours, 0);
  if (known === 0 || used <= 0) return { state: "unsure" };
  const zone = {
    points: history.uses.length,
    hours,
    scale: used / known,
    coarseness: registers.reduce((sum, { resolution }) => sum + resolution, 0) / 2,
    meterError: options.meterError,
  };
  const { knownFromHour } = options;
  const { state, rise } =
    knownFromHour === undefined
      ? found(findLossRise(blocks, zone))
      : followRise(blocks, { ...zone, fromHour: knownFromHour });
  if (state !== "risen" || !rise) return { state: state === "risen" ? "unsure" : state };
  const suspects = rankSuspects(history, { rise, blocks, ...zone, timeZone: options.timeZone });
  return { state, finding: { ...sumsSince(blocks, rise), suspects } };
}

function found(rise: LossRise | undefined): {
  readonly state: RiseState;
  readonly rise: LossRise | undefined;
} {
  return { state: rise ? "risen" : "none", rise };
}

function sumsSince(blocks: readonly ZoneBlock[], rise: LossRise) {
  const since = blocks.filter(({ from }) => from >= rise.fromHour);
  const supplied = since.reduce((sum, block) => sum + block.supplied, 0);
  const toHour = since.at(-1)?.to ?? rise.fromHour;
  const { missing, fromHour } = rise;
  return { fromHour, toHour, supplied, missing, share: supplied > 0 ? missing / supplied : 0 };
}
