import { alarmChanges, type AlarmVerdict } from "#domain/alarms/alarm.ts";
import type { AlarmRuleName } from "#domain/alarms/alarm-rule.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { clearAlarm, listOpenAlarms, raiseAlarm, renewAlarm } from "#storage/alarms.ts";
import { mailAdministrators } from "./mail-administrators.ts";

/** What a watching job works with. */
export interface WatchOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Brings a site's open alarms of `rules` into agreement with `verdicts`. Each alarm is raised
 * together with its mails, or cleared, in a transaction of its own; repeating changes nothing.
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
  const changes = alarmChanges(judged.verdicts, await listOpenAlarms(database, judged));
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
    const id = await database.transaction(async (tx) => {
      const alarmId = await raiseAlarm(tx, alarm);
      if (alarmId !== undefined) await mailAdministrators(tx, { ...alarm, alarmId });
      return alarmId;
    });
    if (id !== undefined) {
      log.warn({ alarmId: id, rule: details.rule, source: source.name }, "alarm raised");
    }
  }
}
