const texts = new Map<number, string>();
const TEXTS_AT_MOST = 1000;

/**
 * An instant of whole milliseconds as ISO 8601 in UTC: `2026-11-01T00:00:00Z`. What was written
 * before is remembered: the lines of all bills of a run begin and end at the same few instants.
 */
export function instantText(epochMs: number): string {
  const known = texts.get(epochMs);
  if (known !== undefined) return known;
  if (texts.size === TEXTS_AT_MOST) texts.clear();
  const text = Temporal.Instant.fromEpochMilliseconds(epochMs).toString();
  texts.set(epochMs, text);
  return text;
}
