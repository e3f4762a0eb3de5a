import type { AlarmSeverity } from "#domain/alarms/alarm-rule.ts";
import type { WatchedRule, WatchSetting } from "#domain/alarms/watch-setting.ts";
import type { SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

/** A setting as it is stored. */
export interface StoredWatchSetting extends WatchSetting {
  readonly id: number;
  readonly pointName: string | undefined;
}

/** What was set at a site; by rule, that for the whole site first. */
export async function listAlarmSettings(
  db: Queryable,
  siteId: SiteId,
): Promise<StoredWatchSetting[]> {
  const { rows } = await db.query<{
    id: number;
    point_name: string | null;
    rule: WatchedRule;
    service_point_id: number | null;
    enabled: boolean;
    threshold: string | null;
    severity: AlarmSeverity;
    delay_minutes: number;
  }>(
    `select s.id, p.name as point_name, s.rule, s.service_point_id, s.enabled,
            s.threshold::text as threshold, s.severity, s.delay_minutes
       from alarm_setting s
       left join service_point p on p.id = s.service_point_id
      where s.site_id = $1
      order by s.rule, s.service_point_id nulls first`,
    [siteId],
  );
  return rows.map((row) => ({
    id: row.id,
    pointName: row.point_name ?? undefined,
    rule: row.rule,
    servicePointId: row.service_point_id ?? undefined,
    enabled: row.enabled,
    threshold: row.threshold === null ? undefined : Number(row.threshold),
    severity: row.severity,
    delayMinutes: row.delay_minutes,
  }));
}

/** Whether a service point belongs to a site. */
export async function isPointOfSite(
  db: Queryable,
  { siteId, servicePointId }: { readonly siteId: SiteId; readonly servicePointId: number },
): Promise<boolean> {
  const { rowCount } = await db.query("select from service_point where id = $1 and site_id = $2", [
    servicePointId,
    siteId,
  ]);
  return rowCount !== 0;
}

/** Sets limits in the place of those for the same rule and place. */
export async function storeAlarmSetting(
  tx: Queryable,
  { siteId, setting }: { readonly siteId: SiteId; readonly setting: WatchSetting },
): Promise<void> {
  await tx.query(
    `insert into alarm_setting
       (site_id, rule, service_point_id, enabled, threshold, severity, delay_minutes)
     values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (site_id, rule, coalesce(service_point_id, 0)) do update
        set enabled = excluded.enabled, threshold = excluded.threshold,
            severity = excluded.severity, delay_minutes = excluded.delay_minutes`,
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
}

/** Takes a setting back: what holds by itself holds again. */
export async function deleteAlarmSetting(tx: Queryable, id: number): Promise<void> {
  await tx.query("delete from alarm_setting where id = $1", [id]);
}
