import { z } from "zod";
import { id, instantText } from "./scalars.ts";

/**
 * good: every meter answers; partial: some are silent; down: none answers; unknown: not polled
 * yet or not any more; disabled: switched off by a person.
 */
export const lineState = z.enum(["good", "partial", "down", "unknown", "disabled"]);
export type LineState = z.infer<typeof lineState>;

export const line = z.object({
  id,
  siteId: id,
  name: z.string(),
  /** How it is reached, for people: `modbus-tcp 10.0.0.7:502`. */
  address: z.string(),
  enabled: z.boolean(),
  state: lineState,
  meters: z.int().nonnegative(),
  metersAnswering: z.int().nonnegative(),
  lastGoodAt: instantText.nullable(),
  lastAttemptAt: instantText.nullable(),
  /** Since the meters were added. */
  attempts: z.int().nonnegative(),
  answers: z.int().nonnegative(),
});
export type Line = z.infer<typeof line>;

export const lineList = z.object({ lines: z.array(line) });
export type LineList = z.infer<typeof lineList>;
