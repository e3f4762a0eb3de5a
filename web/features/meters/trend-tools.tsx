import { Button, Menu } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";
import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { pathOf } from "#web/api/call.ts";
import { Select } from "#web/components/select.tsx";
import { useTrend, useTrendSteps } from "./trend-query.ts";
import { isTrend, TREND_COMPARISONS } from "./trend-search.ts";
import styles from "./trend.module.css";

/** What the trend is shown beside, and its figures as files. */
export function TrendTools({ meterId }: { meterId: number }) {
  const { form = "bars" } = useSearch({ from: "/meters/$meterId" });
  return (
    <div className={styles["tools"]}>
      {isTrend(form) && <CompareSelect />}
      <ExportMenu meterId={meterId} />
    </div>
  );
}

function CompareSelect() {
  const { t } = useTranslation();
  const { compare = NOTHING } = useSearch({ from: "/meters/$meterId" });
  const go = useTrendSteps();
  return (
    <Select
      aria-label={t("trend.compare")}
      value={compare}
      onChange={(value) => go({ compare: TREND_COMPARISONS.find((one) => one === value) })}
      data={[
        { value: NOTHING, label: t("trend.compareNothing") },
        ...TREND_COMPARISONS.map((value) => ({
          value,
          label: t(value === "previous" ? "trend.comparePrevious" : "trend.compareLastYear"),
        })),
      ]}
      allowDeselect={false}
      w={230}
    />
  );
}

/** A select has no empty choice. */
const NOTHING = "nothing";

function ExportMenu({ meterId }: { meterId: number }) {
  const { t } = useTranslation();
  const { data: trend } = useTrend(meterId);
  const fileAt = (format: "csv" | "xlsx") =>
    trend &&
    pathOf("GET /meters/:id/consumption", {
      params: { id: meterId },
      query: { format, from: trend.fromDay, to: trend.toDay, channel: trend.channelId },
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload aria-hidden size={18} />}
          disabled={trend === undefined}
        >
          {t("trend.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component="a"
          href={fileAt("csv")}
          download
          leftSection={<IconFileTypeCsv aria-hidden size={18} />}
        >
          {t("trend.exportCsv")}
        </Menu.Item>
        <Menu.Item
          component="a"
          href={fileAt("xlsx")}
          download
          leftSection={<IconFileSpreadsheet aria-hidden size={18} />}
        >
          {t("trend.exportExcel")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
