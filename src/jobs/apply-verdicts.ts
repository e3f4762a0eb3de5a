import { alarmChanges, type AlarmVerdict } from "#domain/alarms/alarm.ts";
import type { AlarmRuleName } from "#domain/alarms/alarm-rule.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { clearAlarm, listOpenAlarms, markQuiet, raiseAlarm, renewAlarm } from "#storage/alarms.ts";

/** What a watching job works with. */
export interface WatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings a site's open alarms of `rules` into agreement with `verdicts`. Each alarm is raised
 * or cleared in a transaction of its own; repeating changes nothing. Who is told of it:
 * notify-of-alarms.ts.
 */
export async function applyVerdicts(
  { database, clock, log }: WatchOptions,
  judged: {
    readonly siteId: SiteId;
    readonly rules: readonly AlarmRuleName[];
    readonly verdicts: readonly AlarmVerdict[];
  },
): Promise<void> {
  const { siteId } = judged;
  const now = clock.now();
  const open = await listOpenAlarms(database, { ...judged, now });
  const changes = alarmChanges(judged.verdicts, open, now);
  if (changes.quiet.length > 0) await markQuiet(database, { ids: changes.quiet, since: now });
  if (changes.loud.length > 0) await markQuiet(database, { ids: changes.loud, since: null });
  // Cleared first: a line alarm takes the place of its meters' alarms, never stands beside them.
  for (const id of changes.clear) {
    const cleared = await database.transaction((tx) =>
      clearAlarm(tx, { id, clearedAt: clock.now() }),
    );
    if (cleared) log.info({ alarmId: id }, "alarm cleared");
  }
  for (const renewed of changes.renew) {
    await database.transaction((tx) => renewAlarm(tx, renewed));
  }
  for (const { source, details } of changes.raise) {
    const raisedAt = clock.now();
    const alarm = { siteId, source, details, raisedAt };
    const id = await database.transaction((tx) => raiseAlarm(tx, alarm));
    if (id !== undefined) {
      log.warn({ alarmId: id, rule: details.rule, source: source.name }, "alarm raised");
    }
  }
}
