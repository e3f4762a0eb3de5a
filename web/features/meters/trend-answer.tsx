import { ActionIcon, Button, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Trend } from "#api/contract/trends.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { useNow } from "#web/app/site-time.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import { Change } from "#web/components/change.tsx";
import {
  formatDay,
  formatDecimal,
  formatMonth,
  formatNamed,
  unitSign,
} from "#web/components/format.ts";
import { Answered } from "#web/components/states.tsx";
import { ProfileView } from "./profile-view.tsx";
import { lastDay, neighbourDay, openedBar } from "./trend-days.ts";
import { useTrend, useTrendSteps } from "./trend-query.ts";
import { isTrend } from "./trend-search.ts";
import styles from "./trend.module.css";
import { TrendChart } from "./trend-chart.tsx";

export interface TrendAnswerProps {
  readonly meterId: number;
  readonly commodity: Commodity;
}

/** The time that is shown, what was counted in it, and its chart. */
export function TrendAnswer({ meterId, commodity }: TrendAnswerProps) {
  const { form = "bars" } = useSearch({ from: "/meters/$meterId" });
  const trend = useTrend(meterId);
  const go = useTrendSteps();
  const color = COMMODITY_COLOR[commodity];
  return (
    <Answered query={trend} height={400}>
      {(data) => (
        <>
          <Steps
            trend={data}
            onGo={(day) => go({ at: day })}
            onToday={() => go({ at: undefined })}
          />
          <Totals trend={data} />
          {isTrend(form) ? (
            <TrendChart
              trend={data}
              form={form}
              color={color}
              onOpen={(bar) => go(openedBar(data, bar))}
            />
          ) : (
            <ProfileView trend={data} form={form} color={color} />
          )}
        </>
      )}
    </Answered>
  );
}

interface StepsProps {
  readonly trend: Trend;
  readonly onGo: (day: string) => void;
  readonly onToday: () => void;
}

function Steps({ trend, onGo, onToday }: StepsProps) {
  const { t } = useTranslation();
  const now = useNow();
  const isLast = Date.parse(trend.to) > now;
  return (
    <div className={styles["steps"]}>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t("trend.previous")}
        onClick={() => onGo(neighbourDay(trend.range, trend, -1))}
      >
        <IconChevronLeft size={20} />
      </ActionIcon>
      <Text fw={600} ta="center" className={styles["when"] ?? ""} aria-live="polite">
        {rangeName(trend)}
      </Text>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t("trend.next")}
        disabled={isLast}
        onClick={() => onGo(neighbourDay(trend.range, trend, 1))}
      >
        <IconChevronRight size={20} />
      </ActionIcon>
      <Button variant="subtle" disabled={isLast} onClick={onToday} px="sm">
        {t("trend.now")}
      </Button>
    </div>
  );
}

function rangeName(trend: Trend): string {
  const { range, fromDay } = trend;
  if (range === "day") return formatDay(fromDay, "full");
  if (range === "week") return `${formatDay(fromDay)} – ${formatDay(lastDay(trend))}`;
  return range === "month" ? formatMonth(fromDay.slice(0, 7)) : fromDay.slice(0, 4);
}

function Totals({ trend }: { trend: Trend }) {
  const { t } = useTranslation();
  const { total, previous, unit, range } = trend;
  return (
    <div className={styles["totals"]}>
      <span className={`figures ${styles["total"]}`}>
        {total === null ? "–" : `${formatDecimal(total)} ${unitSign(unit)}`}
      </span>
      <Change now={total} before={previous.total} />
      <Text span c="dimmed" className="figures">
        {formatNamed(
          t(`trend.before.${range}`),
          previous.total === null ? "–" : `${formatDecimal(previous.total)} ${unitSign(unit)}`,
        )}
      </Text>
    </div>
  );
}
