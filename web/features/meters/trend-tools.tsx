import { Button, Menu, Select } from "@mantine/core";
import { IconDownload, IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Trend } from "#api/contract/trends.ts";
import { pathOf } from "#web/api/call.ts";
import { TREND_COMPARISONS, type TrendSearch } from "./trend-search.ts";
import styles from "./trend.module.css";

export interface TrendToolsProps {
  /** Undefined while it is awaited. */
  readonly trend: Trend | undefined;
  readonly compare: TrendSearch["compare"];
  /** Left out where nothing can be shown beside it. */
  readonly onCompare?: (compare: TrendSearch["compare"]) => void;
}

/** What the trend is shown beside, and its figures as files. */
export function TrendTools({ trend, compare, onCompare }: TrendToolsProps) {
  const { t } = useTranslation();
  const fileAt = (format: "csv" | "xlsx") =>
    trend &&
    pathOf("GET /meters/:id/consumption", {
      params: { id: trend.meterId },
      query: { format, from: trend.fromDay, to: trend.toDay, channel: trend.channelId },
    });
  return (
    <div className={styles["tools"]}>
      {onCompare && (
        <Select
          aria-label={t("trend.compare")}
          value={compare ?? NOTHING}
          onChange={(value) => onCompare(TREND_COMPARISONS.find((one) => one === value))}
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
      )}
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
    </div>
  );
}

/** A select has no empty choice. */
const NOTHING = "nothing";
