import { currentTime, useNow } from "#web/app/site-time.ts";
import { formatAge, formatDuration } from "./format.ts";

/** How long ago something was, counting on. */
export function Age({ instant }: { instant: string | null }) {
  const now = useNow();
  if (instant === null) return "–";
  return <time dateTime={instant}>{formatAge(Date.parse(instant), now)}</time>;
}

/** The same as a text of this moment, for a list that writes it again each second. */
export function ageText(instant: string | null): string {
  return instant === null ? "–" : formatAge(Date.parse(instant), currentTime());
}

/** How long something has lasted, counting on; until `to` where that is known. */
export function Duration({ from, to }: { from: string; to: string | null }) {
  const now = useNow();
  const end = to === null ? now : Date.parse(to);
  return <>{formatDuration(end - Date.parse(from))}</>;
}
