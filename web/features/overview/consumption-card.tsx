import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SiteOverview } from "#api/contract/overview.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import { Change } from "#web/components/change.tsx";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { formatQuantity, formatTime } from "#web/components/format.ts";
import styles from "./overview.module.css";

type Consumption = SiteOverview["consumption"][number];

export interface ConsumptionCardProps {
  readonly consumption: Consumption;
  readonly timeZone: string;
}

/** Today's consumption of one commodity beside yesterday's up to the same time, and the month's. */
export function ConsumptionCard({ consumption, timeZone }: ConsumptionCardProps) {
  const { t } = useTranslation();
  const { commodity, unit, today, yesterday, thisMonth, lastMonth, until } = consumption;
  return (
    <article className={`surface ${styles["card"]}`} data-consumption={commodity}>
      <div className={styles["cardHead"]}>
        <CommodityIcon commodity={commodity} />
        <h2>
          <Link to="/meters" search={{ commodity }} className={styles["cardLink"]}>
            {t(`commodity.${commodity}`)}
          </Link>
        </h2>
      </div>
      <div className={`figures ${styles["today"]}`}>{formatQuantity(today, unit)}</div>
      <Text component="div" size="sm" c="dimmed" className={styles["until"] ?? ""}>
        {until === null
          ? t("overview.todayUnknown")
          : t("overview.todayUntil", { time: formatTime(until, timeZone) })}
        <Change now={today} before={yesterday} />
      </Text>
      <HourBars consumption={consumption} />
      <dl className={`figures ${styles["comparison"]}`}>
        <dt>{t("overview.yesterday")}</dt>
        <dd>{formatQuantity(yesterday, unit)}</dd>
        <dt>{t("overview.thisMonth")}</dt>
        <dd>{formatQuantity(thisMonth, unit)}</dd>
        <dt>{t("overview.lastMonth")}</dt>
        <dd>{formatQuantity(lastMonth, unit)}</dd>
      </dl>
    </article>
  );
}

const HOURS_OF_A_DAY = 24;

/** Today hour by hour, all in one path; the hours to come stay empty. */
function HourBars({ consumption }: Pick<ConsumptionCardProps, "consumption">) {
  const { t } = useTranslation();
  const { hours, commodity } = consumption;
  const highest = Math.max(...hours.map(({ quantity }) => Number(quantity ?? 0)), 0.001);
  const slots = Math.max(HOURS_OF_A_DAY, hours.length);
  const bars = hours.map(({ quantity }, n) => {
    const height = Math.max(0, (Number(quantity ?? 0) / highest) * 46);
    return `M${n * 10 + 1} 47v${-height.toFixed(2)}h8V47z`;
  });
  return (
    <svg
      className={styles["hours"]}
      viewBox={`0 0 ${slots * 10} 48`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t("overview.hours", { commodity: t(`commodity.${commodity}`) })}
    >
      <path d={`M0 47.5H${slots * 10}`} className={styles["hourFoot"]} />
      <path d={bars.join("")} fill={COMMODITY_COLOR[commodity]} />
    </svg>
  );
}
