import { alarmChanges, type AlarmVerdict } from "#domain/alarms/alarm.ts";
import type { AlarmRuleName } from "#domain/alarms/alarm-rule.ts";
import type { AlarmId, SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import {
  clearAlarms,
  listOpenAlarms,
  markQuiet,
  raiseAlarmAgain,
  raiseAlarms,
  renewAlarm,
} from "#storage/alarms.ts";

/** So many of a storm stand in the log; the list of alarms has them all. */
const LOGGED = 20;

/** What a watching job works with. */
export interface WatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings a site's open alarms of `rules` into agreement with `verdicts`, all in one transaction: a
 * process that is killed leaves them as they were, and a storm of alarms is raised at one moment.
 * Repeating changes nothing. Who is told of it: notify-of-alarms.ts.
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
  if (Object.values(changes).every((some) => some.length === 0)) return;
  const { again, cleared, raised } = await database.transaction(async (tx) => {
    if (changes.quiet.length > 0) await markQuiet(tx, { ids: changes.quiet, since: now });
    if (changes.loud.length > 0) await markQuiet(tx, { ids: changes.loud, since: null });
    const again: AlarmId[] = [];
    for (const { id, details, occasion } of changes.renew) {
      await renewAlarm(tx, { id, details });
      if (await raiseAlarmAgain(tx, { id, occasion, at: now })) again.push(id);
    }
    return {
      again,
      cleared: await clearAlarms(tx, { ids: changes.clear, clearedAt: now }),
      raised: await raiseAlarms(tx, { siteId, alarms: changes.raise, raisedAt: now }),
    };
  });
  if (cleared.length > 0) log.info({ alarmIds: cleared.slice(0, LOGGED) }, "alarms cleared");
  if (again.length > 0) log.warn({ alarmIds: again }, "alarms raised again");
  if (raised.length > 0) log.warn({ alarmIds: raised.slice(0, LOGGED) }, "alarms raised");
}
