const DAY_MS = 86_400_000;

/** Ranges are half-open on the wire; people write the last day. Not every browser has Temporal. */
export function dayAfter(day: string): string {
  return shifted(day, DAY_MS);
}

/** The inverse of dayAfter. */
export function dayBefore(day: string): string {
  return shifted(day, -DAY_MS);
}

function shifted(day: string, ms: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + ms).toISOString().slice(0, 10);
}
