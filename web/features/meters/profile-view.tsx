import { Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Profile, Trend } from "#api/contract/trends.ts";
import { read } from "#web/api/queries.ts";
import { BarChart } from "#web/components/bar-chart.tsx";
import { DurationChart } from "#web/components/duration-chart.tsx";
import {
  formatDay,
  formatInstant,
  formatParts,
  formatPercent,
  formatQuantity,
} from "#web/components/format.ts";
import { HeatMap } from "#web/components/heat-map.tsx";
import { Rows } from "#web/components/rows.tsx";
import { Answered } from "#web/components/states.tsx";
import type { ProfileForm } from "./trend-search.ts";
import styles from "./trend.module.css";

export interface ProfileViewProps {
  readonly trend: Trend;
  readonly form: ProfileForm;
  readonly color: string;
}

/** How the load behaved in the time of a trend: by hour of the week, by duration, by day. */
export function ProfileView({ trend, form, color }: ProfileViewProps) {
  const { meterId, channelId, range, fromDay } = trend;
  const profile = useQuery({
    ...read("GET /meters/:id/profile", {
      params: { id: meterId },
      query: { range, at: fromDay, channel: channelId },
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <Answered query={profile} height={310}>
      {(data) => (
        <>
          <KeyFigures profile={data} />
          <Chart profile={data} form={form} color={color} />
        </>
      )}
    </Answered>
  );
}

function KeyFigures({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const { baseLoad, peak, unit, timeZone } = profile;
  return (
    <div className={styles["keyFigures"]}>
      <Text span className="figures">
        {t("trend.baseLoad")}: <b>{formatQuantity(baseLoad, unit)}</b>
      </Text>
      <Text span className="figures">
        {t("trend.peak")}: <b>{formatQuantity(peak?.rate ?? null, unit)}</b>
        {peak && ` · ${formatInstant(peak.at, timeZone)}`}
      </Text>
      <Text span c="dimmed" size="sm">
        {t("trend.zone", { zone: timeZone })}
      </Text>
    </div>
  );
}

function Chart({
  profile,
  form,
  color,
}: {
  readonly profile: Profile;
  readonly form: ProfileForm;
  readonly color: string;
}) {
  const { t } = useTranslation();
  const { unit, timeZone } = profile;
  const shared = { unit, color, hint: t("trend.hint") };
  switch (form) {
    case "heat":
      return (
        <HeatMap
          {...shared}
          label={t("trend.heatLabel")}
          rows={weekdayNames()}
          columns={HOURS}
          values={profile.heatMap}
          unknown={t("trend.gap")}
        />
      );
    case "duration":
      return (
        <>
          <DurationChart
            {...shared}
            label={t("trend.durationLabel")}
            values={profile.duration}
            textOf={(percent, rate) => t("trend.atOrAbove", { percent, rate })}
          />
          <DurationTable profile={profile} />
        </>
      );
    case "peaks":
      return (
        <BarChart
          {...shared}
          label={t("trend.peaksLabel")}
          bars={profile.dailyPeaks.map(({ day, peak }) => ({
            key: day,
            value: peak?.rate ?? null,
            label: String(Number(day.slice(8))),
            text: peak
              ? `${formatInstant(peak.at, timeZone)} · ${formatQuantity(peak.rate, unit)}`
              : `${formatDay(day)} · ${t("trend.gap")}`,
            estimated: false,
          }))}
        />
      );
  }
}

const TENTHS = Array.from({ length: 11 }, (_, n) => n / 10);

/** The duration curve in figures, for who cannot see it or wants to copy it. */
function DurationTable({ profile: { duration, unit } }: { profile: Profile }) {
  const { t } = useTranslation();
  if (duration.length === 0) return null;
  const last = duration.length - 1;
  const rows = TENTHS.map((part) => ({
    percent: Math.round(part * 100),
    rate: duration[Math.round(part * last)] ?? null,
  }));
  return (
    <details className={styles["table"]}>
      <summary>{t("trend.inFigures")}</summary>
      <Rows
        label={t("trend.durationLabel")}
        rows={rows}
        keyOf={({ percent }) => percent}
        columns={[
          {
            name: t("trend.shareOfTime"),
            renderCell: ({ percent }) => formatPercent(`${percent}`),
          },
          {
            name: t("trend.loadAtLeast"),
            figures: true,
            renderCell: ({ rate }) => formatQuantity(rate, unit),
          },
        ]}
      />
    </details>
  );
}

const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);

/** Monday first. */
function weekdayNames(): string[] {
  return Array.from({ length: 7 }, (_, n) =>
    formatParts(`2024-01-0${n + 1}T12:00:00Z`, { timeZone: "UTC", weekday: "short" }),
  );
}
