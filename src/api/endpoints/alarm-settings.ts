import { alarmPreview, type AlarmSettingAsked } from "#api/contract/alarm-settings.ts";
import { audited, refusedField } from "#api/audited.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { WATCH_DEFAULTS, WATCHED_RULES, type WatchSetting } from "#domain/alarms/watch-setting.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { previewAlarms } from "#jobs/preview-alarms.ts";
import {
  deleteAlarmSetting as remove,
  isPointOfSite,
  listAlarmSettings as list,
  storeAlarmSetting,
} from "#storage/alarm-settings.ts";
import { listSiteViews } from "#storage/site-views.ts";

export const listAlarmSettings: Endpoint<"listAlarmSettings"> = async ({ database }, { query }) => {
  const siteId = asId<SiteId>(query.site);
  const settings = (await list(database, siteId)).map((setting) => ({
    ...onWire(setting),
    rule: setting.rule,
    servicePointId: setting.servicePointId ?? null,
    pointName: setting.pointName ?? null,
  }));
  const defaults = WATCHED_RULES.map((rule) => ({ rule, ...onWire(WATCH_DEFAULTS[rule]) }));
  return { settings, defaults };
};

export const changeAlarmSetting: Endpoint<"changeAlarmSetting"> = async (
  context,
  { body, caller },
) => {
  const { siteId, setting } = await knownPlace(context, body);
  return audited(context, caller, async (tx) => {
    const before = (await list(tx, siteId)).find(isOf(setting));
    await storeAlarmSetting(tx, { siteId, setting });
    const subject = subjectOf(siteId, setting);
    return {
      note: { action: "alarm-setting.changed", subject, before, after: body },
      answer: null,
    };
  });
};

export const deleteAlarmSetting: Endpoint<"deleteAlarmSetting"> = async (
  context,
  { query, caller },
) => {
  const siteId = asId<SiteId>(query.site);
  const place = { rule: query.rule, servicePointId: query.point };
  await audited(context, caller, async (tx) => {
    const before = (await list(tx, siteId)).find(isOf(place));
    if (!before) throw notFound("such a setting");
    await remove(tx, before.id);
    const subject = subjectOf(siteId, place);
    return { note: { action: "alarm-setting.removed", subject, before }, answer: undefined };
  });
  return null;
};

export const previewAlarmSetting: Endpoint<"previewAlarmSetting"> = async (context, { body }) => {
  const { siteId, timeZone, setting } = await knownPlace(context, body);
  const { database, clock } = context;
  const preview = await previewAlarms({ database, clock }, { siteId, timeZone, setting });
  return alarmPreview.parse(wire(preview));
};

/** Throws the problem where there is no such site, or the point is of another one. */
async function knownPlace(
  { database }: Pick<ApiContext, "database">,
  { siteId: id, servicePointId, threshold, ...same }: AlarmSettingAsked,
): Promise<{ siteId: SiteId; timeZone: string; setting: WatchSetting }> {
  const siteId = asId<SiteId>(id);
  const site = (await listSiteViews(database)).find((each) => each.id === siteId);
  if (!site) throw notFound(`site ${id}`);
  if (servicePointId !== null && !(await isPointOfSite(database, { siteId, servicePointId }))) {
    throw refusedField("servicePointId", {
      code: "alarm-setting.other-site",
      message: "is no point of this site",
      remedy: "choose a point of the site",
    });
  }
  const setting = {
    ...same,
    servicePointId: servicePointId ?? undefined,
    threshold: threshold ?? undefined,
  };
  return { siteId, timeZone: site.timeZone, setting };
}

type Place = Pick<WatchSetting, "rule" | "servicePointId">;

function isOf({ rule, servicePointId }: Place) {
  return (setting: Place) => setting.rule === rule && setting.servicePointId === servicePointId;
}

function subjectOf(siteId: SiteId, { rule, servicePointId }: Place): string {
  const place = servicePointId === undefined ? `site ${siteId}` : `service point ${servicePointId}`;
  return `alarm setting ${rule} of ${place}`;
}

function onWire({
  enabled,
  threshold,
  severity,
  delayMinutes,
}: Pick<WatchSetting, "enabled" | "threshold" | "severity" | "delayMinutes">) {
  return { enabled, threshold: threshold ?? null, severity, delayMinutes };
}
