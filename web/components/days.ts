/** Local days as ISO text: `2026-11-24`. */

/** Today at the site, never the browser's today. */
export function todayAt(timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(new Date());
}

const DAY_MS = 86_400_000;

export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function dayBefore(day: string): string {
  return dayAfter(day, -1);
}
