import type { RegisterValue } from "#drivers/register-value.ts";
import type { PolledMeter } from "./collected-meter.ts";
import type { Said } from "./company.ts";
import { areToldApart, keptOf, type Shown } from "./told-apart.ts";

/** What a meter answered, before anything is made of it. */
export type Answer = {
  readonly meter: PolledMeter;
  readonly startedAt: Temporal.Instant;
  readonly at: Temporal.Instant;
  readonly isForSaving: boolean;
} & ({ readonly values: readonly RegisterValue[] } | { readonly error: unknown });

/** Whether all were answered, and what each shows can only be its own. */
export function areOfOneMeterEach(answers: readonly Answer[]): boolean {
  const shown: Shown[] = [];
  for (const answer of answers) {
    if ("error" in answer) return false;
    const { meter, values } = answer;
    shown.push({ before: meter.shown ?? [], now: keptOf(meter, values) });
  }
  return areToldApart(shown);
}

/** What was said of the meter, whether it counts or not. */
export function saidOf(answer: Answer): Said {
  return "error" in answer ? answer : { values: keptOf(answer.meter, answer.values) };
}

/** From the first question to the last answer, in ms; never less than 0, although a clock was set. */
export function tookMsOf(answers: readonly Answer[]): number {
  const started = answers.map(({ startedAt }) => startedAt.epochMilliseconds);
  const ended = answers.map(({ at }) => at.epochMilliseconds);
  return Math.max(0, Math.max(...ended) - Math.min(...started));
}
