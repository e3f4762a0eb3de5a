const BROWSERS = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const SYSTEMS = [
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Windows", "Windows"],
  ["Mac OS X", "macOS"],
  ["Linux", "Linux"],
] as const;

/** A browser by the name that it gives itself: `Firefox, Windows`. Undefined: unlike all that are known. */
export function browserName(agent: string | null): string | undefined {
  if (agent === null) return undefined;
  // Edge and Opera call themselves Chrome too, and Chrome Safari: the first that fits is meant.
  const parts = [BROWSERS, SYSTEMS].flatMap((known) => {
    const found = known.find(([sign]) => agent.includes(sign));
    return found ? [found[1]] : [];
  });
  return parts.length === 0 ? undefined : parts.join(", ");
}
