import { Refusal } from "#platform/refusal.ts";

/** The options that install and the commands after it have in common. */
export const SETUP_OPTIONS = {
  program: { type: "string" },
  within: { type: "string" },
} as const;

const READY_SECONDS = 600;
const MOST_SECONDS = 86_400;

/** How long a service may take to come up, in milliseconds: a large database takes minutes. */
export function readyWithin(given: string | undefined): number {
  const seconds = given === undefined ? READY_SECONDS : Number(given);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MOST_SECONDS) return seconds * 1000;
  throw new Refusal(`--within: "${given}" is not a whole number from 1 to ${MOST_SECONDS}`);
}

/** A line on stderr for every step that takes a while. */
export function step(what: string): void {
  process.stderr.write(`smartpm: ${what} ...\n`);
}
