/** What the doctor found of one thing. */
export interface Finding {
  /** What was looked at: `disk`. */
  readonly about: string;
  /** bad: it does not work, or data are in danger; doubtful: it works, and will not for ever. */
  readonly verdict: "good" | "doubtful" | "bad";
  readonly found: string;
  /** What to do; left out where all is well. */
  readonly remedy?: string;
}

/** Looks at one thing, or a few that belong together. What it throws is a finding, too. */
export type Check = () => Promise<readonly Finding[]>;

export function good(about: string, found: string): Finding {
  return { about, verdict: "good", found };
}

export function doubtful(about: string, found: string, remedy: string): Finding {
  return { about, verdict: "doubtful", found, remedy };
}

export function bad(about: string, found: string, remedy: string): Finding {
  return { about, verdict: "bad", found, remedy };
}
