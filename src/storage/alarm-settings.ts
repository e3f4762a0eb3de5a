import type { AlarmSeverity } from "#domain/alarms/alarm-rule.ts";
import type { WatchedRule, WatchSetting } from "#domain/alarms/watch-setting.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A setting as it is stored. */
export interface StoredWatchSetting extends WatchSetting {
  readonly id: number;
  readonly siteId: number;
}

/** What was set at a site; by rule, that for the whole site first. */
export async function listAlarmSettings(
  db: Queryable,
  siteId: SiteId,
): Promise<StoredWatchSetting[]> {
  const { rows } = await db.query<{
    id: number;
    site_id: number;
    rule: WatchedRule;
    service_point_id: number | null;
    enabled: boolean;
    threshold: string | null;
    severity: AlarmSeverity;
    delay_minutes: number;
  }>(
    `select id, site_id, rule, service_point_id, enabled, threshold::text as threshold, severity,
            delay_minutes
       from alarm_setting
      where site_id = $1
      order by rule, service_point_id nulls first`,
    [siteId],
  );
  return rows.map((row) => ({
    id: row.id,
    siteId: row.site_id,
    rule: row.rule,
    servicePointId: row.service_point_id ?? undefined,
    enabled: row.enabled,
    threshold: row.threshold === null ? undefined : Number(row.threshold),
    severity: row.severity,
    delayMinutes: row.delay_minutes,
  }));
}

/** Sets limits in the place of those for the same rule and place; its identifier. */
export async function storeAlarmSetting(
  tx: Queryable,
  { siteId, setting }: { readonly siteId: SiteId; readonly setting: WatchSetting },
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into alarm_setting
       (site_id, rule, service_point_id, enabled, threshold, severity, delay_minutes)
     values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (site_id, rule, coalesce(service_point_id, 0)) do update
        set enabled = excluded.enabled, threshold = excluded.threshold,
            severity = excluded.severity, delay_minutes = excluded.delay_minutes
     returning id`,
    [
      siteId,
      setting.rule,
      setting.servicePointId ?? null,
      setting.enabled,
      setting.threshold ?? null,
      setting.severity,
      setting.delayMinutes,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error("an upsert returns its row");
  return row.id;
}

/** Takes a setting back. False when there is none. */
export async function deleteAlarmSetting(tx: Queryable, id: number): Promise<boolean> {
  const { rowCount } = await tx.query("delete from alarm_setting where id = $1", [id]);
  return rowCount !== 0;
}
