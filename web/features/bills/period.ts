import { formatDay, formatMonth } from "#web/components/format.ts";

/** A billing period as people say it: a whole month by its name, else from its first to its last day. */
export function formatPeriod({
  periodFrom,
  periodTo,
}: {
  readonly periodFrom: string;
  readonly periodTo: string;
}): string {
  const last = new Date(Date.parse(`${periodTo}T00:00:00Z`) - 86_400_000).toISOString();
  const wholeMonth =
    periodFrom.endsWith("-01") &&
    periodTo.endsWith("-01") &&
    last.startsWith(periodFrom.slice(0, 7));
  if (wholeMonth) return formatMonth(periodFrom.slice(0, 7));
  return `${formatDay(periodFrom)} – ${formatDay(last.slice(0, 10))}`;
}
