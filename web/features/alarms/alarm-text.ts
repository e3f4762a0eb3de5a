import { useTranslation } from "react-i18next";
import type { Alarm, AlarmDetails } from "#api/contract/alarms.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatDecimal, formatInstant, unitSign } from "#web/components/format.ts";

/** An alarm in the reader's words. */
export interface AlarmText {
  title(alarm: Alarm): string;
  detail(alarm: Alarm): string;
  /** What to do about it. */
  remedy(alarm: Alarm): string;
}

export function useAlarmText(): AlarmText {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  return {
    title: ({ details, source }) => {
      const hasGrown = "grown" in details && details.grown !== undefined;
      return t(hasGrown ? "alarms.grown.title" : `alarms.title.${details.rule}`, {
        name: source.name,
      });
    },
    detail: ({ details }) => detailOf(details),
    remedy: ({ details }) => t(`alarms.remedy.${details.rule}`),
  };

  function detailOf(details: AlarmDetails): string {
    switch (details.rule) {
      case "meter-silent":
        return `${details.lineName} · ${since(details.lastGoodAt)}`;
      case "line-down":
        return `${t("alarms.detail.meters", { count: details.meters })} · ${since(details.lastGoodAt)}`;
      case "collector-gone":
        return since(details.lastAttemptAt);
      case "backup-failed":
        return `${details.reason} · ${lastBackup(details.lastGoodAt)}`;
      case "backup-old":
        return lastBackup(details.lastGoodAt);
      case "continuous-backup-failed":
        return `${details.reason} · ${since(details.since)}`;
      case "disk-low":
        return t("alarms.detail.disk", {
          folder: details.folder,
          free: formatDecimal(details.freeGigabytes),
          total: formatDecimal(details.totalGigabytes),
        });
      case "mail-failing": {
        const since = formatInstant(details.since, site.timeZone);
        const waiting = t("alarms.detail.mails", { count: details.mails, since });
        return details.lastError === null ? waiting : `${waiting} · ${details.lastError}`;
      }
      case "webhook-failing": {
        const since = formatInstant(details.since, site.timeZone);
        const held = t("alarms.detail.requests", { count: details.requests, since });
        return details.lastError === null ? held : `${held} · ${details.lastError}`;
      }
      case "zone-loss-risen": {
        const amount = (text: string) => `${formatDecimal(text)} ${unitSign(details.unit)}`;
        return t("alarms.detail.risen", {
          missing: amount(details.missing),
          supplied: amount(details.supplied),
          percent: formatDecimal(details.missingPercent),
          since: formatInstant(details.from, site.timeZone),
        });
      }
      case "water-never-still":
        return t("alarms.detail.neverStill", {
          litres: formatDecimal(details.leastLitresPerHour),
          since: formatInstant(details.from, site.timeZone),
        });
      case "use-unusual": {
        const amount = (text: string) => `${formatDecimal(text)} ${unitSign(details.unit)}`;
        return t("alarms.detail.unusual", {
          used: amount(details.used),
          usual: amount(details.usual),
          until: formatInstant(details.to, site.timeZone),
        });
      }
      case "use-over-limit":
      case "budget-exceeded": {
        const amount = (text: string) => `${formatDecimal(text)} ${unitSign(details.unit)}`;
        return t(`alarms.detail.${details.rule}`, {
          used: amount(details.used),
          expected: amount(details.expected),
          limit: amount(details.limit),
          until: formatInstant(details.to, site.timeZone),
        });
      }
      case "demand-near-limit":
        return t("alarms.detail.demand-near-limit", {
          projected: formatDecimal(details.projected),
          limit: formatDecimal(details.limit),
          until: formatInstant(details.to, site.timeZone),
        });
      case "power-factor-low":
      case "phase-missing":
      case "voltage-out":
      case "temperature-difference-low":
        return t(`alarms.detail.${details.rule}`, {
          value: formatDecimal(details.value),
          limit: formatDecimal(details.limit),
          phases: details.phases,
          since: formatInstant(details.since, site.timeZone),
        });
      case "zone-loss":
      case "zone-surplus": {
        const { unit } = details;
        const amount = (text: string) => `${formatDecimal(text)} ${unitSign(unit)}`;
        return t("alarms.detail.balance", {
          supplied: amount(details.supplied),
          used: amount(details.used),
          percent: formatDecimal(details.lossPercent),
          allowed: amount(details.allowed),
        });
      }
    }
  }

  function lastBackup(instant: string | null): string {
    if (instant === null) return t("alarms.detail.noBackup");
    return t("alarms.detail.lastBackup", { when: formatInstant(instant, site.timeZone) });
  }

  function since(instant: string | null): string {
    if (instant === null) return t("alarms.detail.never");
    return t("alarms.detail.since", { when: formatInstant(instant, site.timeZone) });
  }
}
