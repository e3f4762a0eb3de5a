import { useNow } from "#web/app/site-time.ts";
import { formatAge, formatDuration } from "./format.ts";

/** How long ago something was, counting on. */
export function Age({ instant }: { instant: string | null }) {
  const now = useNow();
  if (instant === null) return "–";
  return <time dateTime={instant}>{formatAge(Date.parse(instant), now)}</time>;
}

/** How long something has lasted, counting on; until `to` where that is known. */
export function Duration({ from, to }: { from: string; to: string | null }) {
  const now = useNow();
  const end = to === null ? now : Date.parse(to);
  return <>{formatDuration(end - Date.parse(from))}</>;
}
