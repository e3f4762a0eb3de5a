import { ActionIcon, SegmentedControl, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconTopologyStar3 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ZoneFlowOnWire } from "#api/contract/zone-flows.ts";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import { Facts } from "#web/components/facts.tsx";
import { Filters } from "#web/components/filters.tsx";
import {
  formatDay,
  formatExact,
  formatInstant,
  formatMonth,
  formatPercent,
} from "#web/components/format.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { neighbourDay } from "#web/features/meters/trend-days.ts";
import { TREND_RANGES } from "#web/features/meters/trend-search.ts";
import { ReportLinks } from "#web/features/reports/report-links.tsx";
import { FlowChart, useOpenCause } from "./flow-chart.tsx";
import { flowGraph } from "./flow-graph.ts";
import { type FlowSearch, flowSearch } from "./flow-search.ts";
import { FlowTable } from "./flow-table.tsx";
import styles from "./flow.module.css";

/** Where the energy of a day, week, month or year went: from the supply through the zones to who used it. */
export function FlowPage() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const search = useSearch({ from: "/reports/flow" });
  const navigate = useNavigate({ from: "/reports/flow" });
  const now = useNow();
  const { range = "month", at, commodity } = search;
  const flow = useQuery({
    ...read("GET /sites/:id/zone-flows", {
      params: { id: site.id },
      query: { range, ...(at !== undefined && { day: at }) },
    }),
    enabled: site.id > 0,
    placeholderData: keepPreviousData,
  });
  const go = (change: { readonly [Name in keyof FlowSearch]?: unknown }) =>
    void navigate({ search: flowSearch({ ...search, ...change }), replace: true });
  if (site.id === 0) return <NoSite />;
  const days = flow.data && { fromDay: flow.data.from, toDay: flow.data.to };
  const isLast = flow.data !== undefined && Date.parse(flow.data.until) > now - 7_200_000;
  const found = flow.data?.zones ?? [];
  const there = COMMODITIES.filter((one) => found.some((zone) => zone.commodity === one));
  return (
    <Page title={t("flow.title")} hint={t("flow.help")} actions={<ReportLinks />}>
      <Filters>
        <SegmentedControl
          className={styles["range"] ?? ""}
          aria-label={t("trend.range")}
          value={range}
          onChange={(value) => go({ range: value })}
          data={TREND_RANGES.map((value) => ({ value, label: t(`trend.${value}`) }))}
        />
        <Select
          aria-label={t("meters.commodity")}
          placeholder={t("meters.allCommodities")}
          clearable
          value={commodity ?? null}
          data={there.map((value) => ({ value, label: t(`commodity.${value}`) }))}
          onChange={(value) => go({ commodity: value })}
        />
        {days && (
          <div className={styles["steps"]}>
            <ActionIcon
              variant="default"
              size={44}
              aria-label={t("trend.previous")}
              onClick={() => go({ at: neighbourDay(range, days, -1) })}
            >
              <IconChevronLeft size={20} />
            </ActionIcon>
            <Text fw={600} aria-live="polite">
              {nameOf(range, days.fromDay)}
            </Text>
            <ActionIcon
              variant="default"
              size={44}
              aria-label={t("trend.next")}
              disabled={isLast}
              onClick={() => go({ at: neighbourDay(range, days, 1) })}
            >
              <IconChevronRight size={20} />
            </ActionIcon>
          </div>
        )}
      </Filters>
      <Answered query={flow} height={480}>
        {({ from, until, zones }) =>
          zones.length === 0 ? (
            <EmptyState icon={<IconTopologyStar3 aria-hidden size={36} />} text={t("flow.none")} />
          ) : (
            <>
              {there
                .filter((one) => commodity === undefined || one === commodity)
                .map((one) => (
                  <CommodityFlow
                    key={one}
                    commodity={one}
                    zones={zones.filter((zone) => zone.commodity === one)}
                    trend={{ range, at: from }}
                  />
                ))}
              <Text c="dimmed" mt="sm">
                {t("flow.until", { when: formatInstant(until, site.timeZone) })}
              </Text>
            </>
          )
        }
      </Answered>
    </Page>
  );
}

interface CommodityFlowProps {
  readonly commodity: Commodity;
  readonly zones: readonly ZoneFlowOnWire[];
  readonly trend: Parameters<typeof useOpenCause>[0];
}

function CommodityFlow({ commodity, zones, trend }: CommodityFlowProps) {
  const { t } = useTranslation();
  const open = useOpenCause(trend);
  const unit = zones[0]?.unit ?? "";
  // Bands of one drawing have one unit; a zone in another is in its table.
  const drawn = zones.filter((zone) => zone.unit === unit);
  const graph = flowGraph(drawn, { loss: t("flow.loss"), owner: t("flow.owner") });
  const textOf = (quantity: string | null, of = unit) =>
    quantity === null ? t("flow.unknown") : formatExact(quantity, of);
  return (
    <Section title={t(`commodity.${commodity}`)}>
      {graph.bands.length > 0 && (
        <FlowChart
          graph={graph}
          label={t("flow.chart", { commodity: t(`commodity.${commodity}`) })}
          color={COMMODITY_COLOR[commodity]}
          textOf={textOf}
          onOpen={open}
        />
      )}
      {zones.map((zone) => (
        <div key={zone.id}>
          <Text fw={650} component="h3" mt="md" mb="xs">
            {zone.name}
          </Text>
          <Facts
            facts={[
              [t("flow.supplied"), textOf(zone.supplied, zone.unit)],
              [t("flow.used"), textOf(zone.used, zone.unit)],
              [
                t("flow.loss"),
                zone.lossPercent === null
                  ? textOf(zone.loss, zone.unit)
                  : `${textOf(zone.loss, zone.unit)} · ${formatPercent(zone.lossPercent)}`,
              ],
            ]}
          />
          <FlowTable zone={zone} textOf={(quantity) => textOf(quantity, zone.unit)} />
        </div>
      ))}
    </Section>
  );
}

function nameOf(range: (typeof TREND_RANGES)[number], day: string): string {
  if (range === "year") return day.slice(0, 4);
  return range === "month" ? formatMonth(day.slice(0, 7)) : formatDay(day);
}
