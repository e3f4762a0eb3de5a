import { Button, Group, Stack } from "@mantine/core";
import { IconFileSpreadsheet, IconFileTypeCsv, IconGaugeOff } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SuppliedMonthOnWire } from "#api/contract/supplied.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { pathOf } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { Filters } from "#web/components/filters.tsx";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { MonthSelect } from "#web/features/bills/month-select.tsx";
import { ReportLinks } from "./report-links.tsx";
import { SuppliedRows } from "./supplied-rows.tsx";
import { type SuppliedSearch, suppliedSearch } from "./supplied-search.ts";
import { UnbilledUses } from "./unbilled-uses.tsx";

const MONTHS_BEFORE = 3;
/** As the contract has it. */
const MONTHS_AT_MOST = 24;

/** What was supplied beside what was billed, and what was used and billed to nobody. */
export function SuppliedPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/reports/supplied" });
  const navigate = useNavigate({ from: "/reports/supplied" });
  const query = useAsked(search);
  const { commodity } = search;
  const report = useQuery({
    ...read("GET /reports/supplied", { query }),
    placeholderData: keepPreviousData,
  });
  const change = (part: { readonly [Name in keyof SuppliedSearch]?: unknown }) =>
    void navigate({ search: suppliedSearch({ ...search, ...part }), replace: true });
  const found = report.data?.months ?? [];
  const there = COMMODITIES.filter((one) => found.some((month) => month.commodity === one));
  return (
    <Page
      title={t("supplied.title")}
      hint={t("supplied.help")}
      actions={
        <Group gap="sm">
          <ReportLinks />
          <FileButton format="csv" query={{ ...query, of: "months" }} />
          <FileButton format="xlsx" query={{ ...query, of: "months" }} />
        </Group>
      }
    >
      <Filters>
        <MonthSelect
          label={t("reports.from")}
          isNeeded
          value={query.from}
          onChange={(from) => from && change({ from, to: within(from, query.to) })}
        />
        <MonthSelect
          label={t("reports.to")}
          isNeeded
          value={query.to}
          onChange={(to) => to && change({ from: within(to, query.from), to })}
        />
        <Select
          aria-label={t("meters.commodity")}
          placeholder={t("meters.allCommodities")}
          clearable
          value={commodity ?? null}
          data={there.map((value) => ({ value, label: t(`commodity.${value}`) }))}
          onChange={(value) => change({ commodity: value })}
        />
      </Filters>
      <Answered query={report} height={480}>
        {({ months, unbilled }) => {
          const groups = Map.groupBy(
            ofCommodity(months, commodity),
            (month) => `${month.site.id} ${month.commodity}`,
          );
          if (groups.size === 0) {
            const icon = <IconGaugeOff aria-hidden size={36} />;
            return <EmptyState icon={icon} text={t("supplied.none")} />;
          }
          const hasSites = new Set(months.map(({ site }) => site.id)).size > 1;
          return (
            <Stack gap="md">
              {Array.from(groups, ([key, own]) => (
                <CommoditySection key={key} months={own} hasSites={hasSites} />
              ))}
              <Section
                title={t("supplied.nobody")}
                aside={
                  <Group gap="sm">
                    <FileButton format="csv" query={{ ...query, of: "unbilled" }} />
                    <FileButton format="xlsx" query={{ ...query, of: "unbilled" }} />
                  </Group>
                }
              >
                <UnbilledUses uses={ofCommodity(unbilled, commodity)} hasSites={hasSites} />
              </Section>
            </Stack>
          );
        }}
      </Answered>
    </Page>
  );
}

/** Those of one commodity; all where none is chosen. */
function ofCommodity<One extends { readonly commodity: string }>(
  all: readonly One[],
  commodity: string | undefined,
): readonly One[] {
  return commodity === undefined ? all : all.filter((one) => one.commodity === commodity);
}

function CommoditySection({
  months,
  hasSites,
}: {
  readonly months: readonly SuppliedMonthOnWire[];
  readonly hasSites: boolean;
}) {
  const { t } = useTranslation();
  const [first] = months;
  if (!first) return null;
  const commodity = t(`commodity.${first.commodity}`);
  const name = hasSites ? `${first.site.name} · ${commodity}` : commodity;
  return (
    <Section title={name}>
      <SuppliedRows label={t("supplied.months", { name })} months={months.toReversed()} />
    </Section>
  );
}

function FileButton({
  format,
  query,
}: {
  readonly format: "csv" | "xlsx";
  readonly query: {
    readonly from: string;
    readonly to: string;
    readonly of: "months" | "unbilled";
  };
}) {
  const { t } = useTranslation();
  const Icon = format === "csv" ? IconFileTypeCsv : IconFileSpreadsheet;
  return (
    <Button
      variant="default"
      component="a"
      href={pathOf("GET /reports/supplied/file", { query: { ...query, format } })}
      leftSection={<Icon aria-hidden size={20} />}
    >
      {t(format === "csv" ? "reports.csv" : "reports.excel")}
    </Button>
  );
}

/** The other end of the months, moved where it would be on the wrong side or too far away. */
function within(end: string, other: string): string {
  const [chosen, kept] = [Temporal.PlainYearMonth.from(end), Temporal.PlainYearMonth.from(other)];
  const apart = chosen.until(kept, { largestUnit: "months" }).months;
  return Math.abs(apart) < MONTHS_AT_MOST ? other : end;
}

/** What is asked for: this month and the three before it, unless the address says otherwise. */
function useAsked({ from, to }: SuppliedSearch) {
  const { site } = useSignedIn();
  const now = Temporal.Instant.fromEpochMilliseconds(useNow()).toZonedDateTimeISO(site.timeZone);
  const last = to ?? now.toPlainDate().toPlainYearMonth().toString();
  const before = Temporal.PlainYearMonth.from(last).subtract({ months: MONTHS_BEFORE }).toString();
  const first = from ?? before;
  return first > last ? { from: last, to: first } : { from: first, to: last };
}
