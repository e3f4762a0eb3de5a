import type { Corruption } from "./corruption.ts";

/**
 * How a line is cut. silent: connections stay, nothing answers, like a gateway whose network
 * died behind a switch; refusing: connections are closed and refused, like a gateway switched off.
 */
export const LINE_CUTS = ["silent", "refusing"] as const;
export type LineCut = (typeof LINE_CUTS)[number];

/** What is wrong with a line now; lasts as long as it is set. */
export interface LineDisturbance {
  readonly cut: LineCut | "none";
  /** How much later an answer comes, and how often it does so. */
  readonly delayMs: number;
  readonly delayProbability: number;
  readonly corruptProbability: number;
  readonly corruptions: readonly Corruption[];
}

export const UNDISTURBED: LineDisturbance = {
  cut: "none",
  delayMs: 0,
  delayProbability: 1,
  corruptProbability: 0,
  corruptions: [],
};

/**
 * What comes back for a meter that is unplugged. exception: the gateway waits and reports 0x0B
 * (target failed to respond), as most do; silence: nothing at all.
 */
export const UNPLUGGED_ANSWERS = ["exception", "silence"] as const;
export type UnpluggedAnswer = (typeof UNPLUGGED_ANSWERS)[number];
