import { Alert, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PointUsage } from "#api/contract/tariffs.ts";
import type { Site } from "#api/contract/organisation.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { formulaText } from "#domain/rating/formula.ts";
import { rate } from "#domain/rating/rate.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { todayAt } from "#web/components/days.ts";
import { formatMoney, formatMonth, formatQuantity } from "#web/components/format.ts";
import { FormulaText } from "#web/components/formula-text.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { taxName } from "#web/components/tax-name.ts";
import { faultWords, serverWords } from "#web/i18n/server-words.ts";
import { exampleUsage } from "./example-usage.ts";

export interface BillPreviewProps {
  /** Undefined while the draft has faults. */
  readonly document: TariffDocument | undefined;
  readonly commodity: string;
}

const MONTHS_BACK = 13;

/** What the tariff would cost a real tenant, month by month, while it is being written. */
export function BillPreview({ document, commodity }: BillPreviewProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const tenants = useQuery(read("GET /tenants"));
  const months = lastMonths(todayAt(site.timeZone).slice(0, 7));
  const fitting = (tenants.data?.tenants ?? []).filter(
    ({ commodities, state }) => state === "current" && commodities.some((one) => one === commodity),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const [month, setMonth] = useState(months[1] ?? "");
  const tenantId = chosen ?? (fitting[0] ? String(fitting[0].id) : null);
  return (
    <Section title={t("tariffs.preview")}>
      <Stack gap="sm">
        {tenants.data && fitting.length === 0 ? (
          <>
            <Text c="dimmed">{t("tariffs.nobodyToPreview")}</Text>
            <ExamplePreview document={document} commodity={commodity} month={month} />
          </>
        ) : (
          <>
            <Select
              label={t("bills.tenant")}
              searchable
              allowDeselect={false}
              value={tenantId}
              onChange={setChosen}
              data={fitting.map(({ id, name }) => ({ value: String(id), label: name }))}
            />
            <Select
              label={t("bills.month")}
              allowDeselect={false}
              value={month}
              onChange={(value) => setMonth(value ?? month)}
              data={months.map((one) => ({ value: one, label: formatMonth(one) }))}
            />
            {tenantId !== null && (
              <TenantPreview
                tenantId={Number(tenantId)}
                month={month}
                document={document}
                commodity={commodity}
              />
            )}
          </>
        )}
      </Stack>
    </Section>
  );
}

function lastMonths(month: string): string[] {
  const [year = 0, of = 1] = month.split("-").map(Number);
  return Array.from({ length: MONTHS_BACK }, (_, n) =>
    new Date(Date.UTC(year, of - 1 - n, 1)).toISOString().slice(0, 7),
  );
}

function TenantPreview({
  tenantId,
  month,
  document,
  commodity,
}: BillPreviewProps & { readonly tenantId: number; readonly month: string }) {
  const { site } = useSignedIn();
  const tenant = useQuery(read("GET /tenants/:id", { params: { id: tenantId } }));
  const from = `${month}-01`;
  const to = nextMonth(month);
  const lease = tenant.data?.leases.find(
    ({ startsOn, endsOn }) => startsOn < to && (endsOn === null || endsOn > from),
  );
  const usage = useQuery({
    ...read("GET /leases/:id/usage", { params: { id: lease?.id ?? 0 }, query: { from, to } }),
    enabled: lease !== undefined,
    staleTime: Infinity,
  });
  if (tenant.data && !lease) {
    return <ExamplePreview document={document} commodity={commodity} month={month} />;
  }
  if (usage.data === undefined) return <Skeleton height={160} radius={8} />;
  const points = usage.data.points.filter((point) => point.commodity === commodity);
  if (points.length === 0) {
    return <ExamplePreview document={document} commodity={commodity} month={month} />;
  }
  return points.map((point) => (
    <PointPreview
      key={point.servicePointId}
      usage={usageOf(point)}
      document={document}
      site={site}
    />
  ));
}

function nextMonth(month: string): string {
  const [year = 0, of = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, of, 1)).toISOString().slice(0, 10);
}

/** While nothing was read: a month as a small household has it, said to be one. */
function ExamplePreview({
  document,
  commodity: written,
  month,
}: BillPreviewProps & { readonly month: string }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const commodity = COMMODITIES.find((one) => one === written) ?? "electricity";
  const usage = useMemo(() => {
    const { quantity, unit, consumption } = exampleUsage(commodity, {
      month,
      timeZone: site.timeZone,
    });
    const from = Temporal.PlainDate.from(`${month}-01`);
    const days = { from, to: from.add({ months: 1 }) };
    return { quantity, shown: { name: "", unit, consumption, days } };
  }, [commodity, month, site.timeZone]);
  const quantity = formatQuantity(usage.quantity, usage.shown.unit);
  return (
    <>
      <Text c="dimmed" size="sm">
        {t("tariffs.exampleUsage", { quantity })}
      </Text>
      <PointPreview usage={usage.shown} document={document} site={site} />
    </>
  );
}

/** What is priced: a quantity over time, and the days of it that count. */
interface ShownUsage {
  readonly name: string;
  readonly unit: string;
  readonly consumption: IntervalConsumption;
  readonly days: DateRange;
}

function usageOf(point: PointUsage["points"][number]): ShownUsage {
  return {
    name: point.name,
    unit: point.unit,
    days: {
      from: Temporal.PlainDate.from(point.paidFrom),
      to: Temporal.PlainDate.from(point.paidTo),
    },
    consumption: {
      from: Temporal.Instant.from(point.from),
      intervalMinutes: point.intervalMinutes,
      amounts: Float64Array.from(point.amounts),
      perCount: Decimal.parse(point.perCount),
    },
  };
}

/** The rules that make bills, at work in the browser. */
function priced(
  { days, consumption, unit }: ShownUsage,
  document: TariffDocument,
  { timeZone, language }: { readonly timeZone: string; readonly language: string },
) {
  return rate({
    versions: [{ id: 0, effectiveFrom: days.from, document }],
    period: days,
    timeZone,
    language,
    consumption,
    unit,
  });
}

function PointPreview({
  usage,
  document,
  site,
}: {
  usage: ShownUsage;
  document: TariffDocument | undefined;
  site: Site;
}) {
  const { t, i18n } = useTranslation();
  const { timeZone, currency } = site;
  const rated = useMemo(
    () => document && priced(usage, document, { timeZone, language: i18n.language }),
    [usage, document, timeZone, i18n.language],
  );
  if (!rated) return <Text c="dimmed">{t("tariffs.mendFirst")}</Text>;
  if (!rated.ok) {
    return (
      <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
        {rated.faults.map((fault) => (
          <div key={`${fault.subject} ${fault.message}`}>
            {serverWords(fault.subject)}: {faultWords(fault)}
          </div>
        ))}
      </Alert>
    );
  }
  const { lines, taxes, totalMinor } = rated.value;
  return (
    <Stack gap={4} aria-live="polite">
      <Text fw={600}>{usage.name}</Text>
      <Table verticalSpacing={6} horizontalSpacing={0} fz="sm">
        <Table.Tbody>
          {lines.map((line, n) => (
            // Lines have no identity but their order.
            // oxlint-disable-next-line react/no-array-index-key
            <Table.Tr key={n}>
              <Table.Td>
                {[line.label, line.season, line.touPeriod].filter(Boolean).join(" · ")}
                {line.tier !== undefined && ` · ${line.tier}`}
                <Text size="xs" c="dimmed" className="figures">
                  <FormulaText formula={formulaText(line.formula)} unit={line.unit} />
                </Text>
              </Table.Td>
              <Table.Td ta="end" className="figures">
                {formatMoney(line.amountMinor.toString(), currency)}
              </Table.Td>
            </Table.Tr>
          ))}
          {taxes.map((tax) => (
            <Table.Tr key={tax.id}>
              <Table.Td>{taxName(tax.label, tax.percent.normalized().toString())}</Table.Td>
              <Table.Td ta="end" className="figures">
                {formatMoney(tax.amountMinor.toString(), currency)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="space-between">
        <Text fw={700}>{t("bills.total")}</Text>
        <Text fw={700} className="figures" data-preview-total>
          {formatMoney(totalMinor.toString(), currency)}
        </Text>
      </Group>
    </Stack>
  );
}
