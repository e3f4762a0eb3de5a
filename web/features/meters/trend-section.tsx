import { ActionIcon, Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Trend } from "#api/contract/trends.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { read } from "#web/api/queries.ts";
import { useNow } from "#web/app/site-time.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import { Change } from "#web/components/change.tsx";
import { formatDay, formatDecimal, formatMonth, unitSign } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { ProfileView } from "./profile-view.tsx";
import { lastDay, neighbourDay, openedBar } from "./trend-days.ts";
import { TREND_FORMS, TREND_RANGES, type TrendSearch } from "./trend-search.ts";
import styles from "./trend.module.css";
import { TrendChart } from "./trend-chart.tsx";
import { TrendTools } from "./trend-tools.tsx";

/** What the meter counted: by day, week, month or year, as bars or as a curve. */
export function TrendSection({ meterId, commodity }: { meterId: number; commodity: Commodity }) {
  const { t } = useTranslation();
  const search = useSearch({ from: "/meters/$meterId" });
  const navigate = useNavigate({ from: "/meters/$meterId" });
  const { range = "day", form = "bars", at, compare } = search;
  const isCurve = form === "curve";
  const trend = useQuery({
    ...read("GET /meters/:id/trend", {
      params: { id: meterId },
      query: {
        range,
        ...(at !== undefined && { at }),
        ...(compare && { compare }),
        // A curve is looked at closely.
        ...(isCurve && { curve: "intervals" }),
      },
    }),
    placeholderData: keepPreviousData,
    refetchInterval: at === undefined ? 60_000 : false,
  });
  const go = (change: TrendSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  return (
    <Section
      title={t("trend.title")}
      aside={
        <Group gap="xs">
          <SegmentedControl
            aria-label={t("trend.range")}
            value={range}
            onChange={(value) => go({ range: value })}
            data={TREND_RANGES.map((value) => ({ value, label: t(`trend.${value}`) }))}
            className={styles["choice"] ?? ""}
          />
          <Select
            aria-label={t("trend.form")}
            value={form}
            onChange={(value) => go({ form: TREND_FORMS.find((one) => one === value) ?? "bars" })}
            data={TREND_FORMS.map((value) => ({ value, label: t(`trend.${value}`) }))}
            allowDeselect={false}
            w={170}
          />
        </Group>
      }
    >
      <TrendTools
        trend={trend.data}
        compare={compare}
        {...(isTrend(form) && {
          onCompare: (value: TrendSearch["compare"]) => go({ compare: value }),
        })}
      />
      <Answered query={trend} height={400}>
        {(data) => (
          <>
            <Steps
              trend={data}
              onGo={(day) => go({ at: day })}
              onToday={() =>
                void navigate({
                  search: { range, form, ...(compare && { compare }) },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
            <Totals trend={data} />
            {isTrend(form) ? (
              <TrendChart
                trend={data}
                form={form}
                color={COMMODITY_COLOR[commodity]}
                onOpen={(bar) => go(openedBar(data, bar))}
              />
            ) : (
              <ProfileView trend={data} form={form} color={COMMODITY_COLOR[commodity]} />
            )}
          </>
        )}
      </Answered>
    </Section>
  );
}

/** Whether a form shows what was used, step by step, rather than how the load behaves. */
function isTrend(form: (typeof TREND_FORMS)[number]): form is "bars" | "curve" {
  return form === "bars" || form === "curve";
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
        {t(`trend.before.${range}`)}:{" "}
        {previous.total === null ? "–" : `${formatDecimal(previous.total)} ${unitSign(unit)}`}
      </Text>
    </div>
  );
}
