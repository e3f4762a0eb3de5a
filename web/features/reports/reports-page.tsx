import { Button, Group } from "@mantine/core";
import { IconFileOff, IconFileSpreadsheet, IconFileTypeCsv } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BillingReportRow } from "#api/contract/reports.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { REPORT_GROUPS } from "#domain/billing/report-group.ts";
import { pathOf } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { Facts } from "#web/components/facts.tsx";
import { Filters } from "#web/components/filters.tsx";
import { formatDecimal, formatList, formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { MonthSelect } from "#web/features/bills/month-select.tsx";
import { ReportLinks } from "./report-links.tsx";
import { ReportRows } from "./report-rows.tsx";
import { type ReportSearch, reportSearch } from "./report-search.ts";
import { UnbilledLeases } from "./unbilled-leases.tsx";

const MONTHS_BEFORE = 11;

/** What was billed and used, in sums by month, site, tenant, utility or tariff; and what is not billed. */
export function ReportsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/reports" });
  const navigate = useNavigate({ from: "/reports" });
  const query = useAsked(search);
  const report = useQuery({
    ...read("GET /reports/billing", { query }),
    placeholderData: keepPreviousData,
  });
  const change = (part: ReportSearch) =>
    void navigate({ search: reportSearch({ ...search, ...part }), replace: true });
  const co2Fact = ({ sum, lacking }: Co2): [string, string][] => {
    if (!sum) return [];
    const quantity = formatDecimal(sum.toString(), 1);
    const names = formatList(lacking.map((one) => t(`commodity.${one}`)));
    const text =
      names === ""
        ? t("reports.kilograms", { quantity })
        : t("reports.kilogramsWithout", { quantity, names });
    return [[t("reports.co2"), text]];
  };
  const file = (format: "csv" | "xlsx") =>
    pathOf("GET /reports/billing/file", { query: { ...query, format } });
  return (
    <Page
      title={t("nav.reports")}
      hint={t("reports.help")}
      actions={
        <Group gap="sm">
          <ReportLinks />
          <Button
            variant="default"
            component="a"
            href={file("csv")}
            leftSection={<IconFileTypeCsv aria-hidden size={20} />}
          >
            {t("reports.csv")}
          </Button>
          <Button
            variant="default"
            component="a"
            href={file("xlsx")}
            leftSection={<IconFileSpreadsheet aria-hidden size={20} />}
          >
            {t("reports.excel")}
          </Button>
        </Group>
      }
    >
      <Filters>
        <MonthSelect
          label={t("reports.from")}
          isNeeded
          value={query.from}
          onChange={(from) => from && change({ from, ...(from > query.to && { to: from }) })}
        />
        <MonthSelect
          label={t("reports.to")}
          isNeeded
          value={query.to}
          onChange={(to) => to && change({ to, ...(to < query.from && { from: to }) })}
        />
        <Select
          aria-label={t("reports.groupedBy")}
          allowDeselect={false}
          value={query.by}
          data={REPORT_GROUPS.map((value) => ({ value, label: t(`reports.by.${value}`) }))}
          onChange={(by) => by && change({ by })}
        />
      </Filters>
      <Answered query={report} height={480}>
        {({ rows, totals }) => (
          <>
            {totals.map((total) => (
              <Section key={total.currency} title={t("reports.together")}>
                <Facts
                  facts={[
                    [t("reports.bills"), formatDecimal(String(total.bills))],
                    [t("bills.net"), formatMoney(total.netMinor, total.currency)],
                    [t("reports.tax"), formatMoney(total.taxMinor, total.currency)],
                    [t("bills.total"), formatMoney(total.totalMinor, total.currency)],
                    ...co2Fact(co2Of(rows, total.currency)),
                  ]}
                />
              </Section>
            ))}
            <div className="surface" style={{ marginBlock: "var(--mantine-spacing-md)" }}>
              {rows.length === 0 ? (
                <EmptyState icon={<IconFileOff aria-hidden size={36} />} text={t("bills.none")} />
              ) : (
                <ReportRows rows={rows} by={query.by} />
              )}
            </div>
          </>
        )}
      </Answered>
      <UnbilledLeases />
    </Page>
  );
}

/** What was set free, and what was used of which no factor is known. */
interface Co2 {
  readonly sum: Decimal | undefined;
  readonly lacking: readonly Commodity[];
}

/** Of all groups of a currency together. */
function co2Of(rows: readonly BillingReportRow[], currency: string): Co2 {
  const uses = rows.filter((row) => row.currency === currency).flatMap(({ used }) => used);
  const known = uses.flatMap(({ co2Kg }) => (co2Kg === null ? [] : Decimal.parse(co2Kg)));
  const lacking = uses.filter(({ co2Kg }) => co2Kg === null).map(({ commodity }) => commodity);
  return {
    sum: known.length === 0 ? undefined : Decimal.sum(known),
    lacking: [...new Set(lacking)],
  };
}

/** What is asked for: twelve months to this one by the month, unless the address says otherwise. */
function useAsked({ from, to, by = "month" }: ReportSearch) {
  const { site } = useSignedIn();
  const now = Temporal.Instant.fromEpochMilliseconds(useNow()).toZonedDateTimeISO(site.timeZone);
  const last = to ?? now.toPlainDate().toPlainYearMonth().toString();
  const before = Temporal.PlainYearMonth.from(last).subtract({ months: MONTHS_BEFORE }).toString();
  return { from: from ?? before, to: last, by };
}
