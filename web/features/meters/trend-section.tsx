import { Group, SegmentedControl } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { TrendAnswer, type TrendAnswerProps } from "./trend-answer.tsx";
import { useTrendSteps } from "./trend-query.ts";
import { TREND_FORMS, TREND_RANGES } from "./trend-search.ts";
import styles from "./trend.module.css";
import { TrendTools } from "./trend-tools.tsx";

/**
 * What the meter counted: by day, week, month or year, as bars or as a curve. What is chosen here does
 * not ask for the answer itself, and so is not made anew when it comes.
 */
export function TrendSection({ meterId, commodity }: TrendAnswerProps) {
  const { t } = useTranslation();
  const { range = "day", form = "bars" } = useSearch({ from: "/meters/$meterId" });
  const go = useTrendSteps();
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
      <TrendTools meterId={meterId} />
      <TrendAnswer meterId={meterId} commodity={commodity} />
    </Section>
  );
}
