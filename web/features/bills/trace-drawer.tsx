import { Alert, Drawer, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { LineTrace, TracedRegisters } from "#api/contract/line-trace.ts";
import { read } from "#web/api/queries.ts";
import { billQuantity } from "#web/components/bill-unit.ts";
import { Facts } from "#web/components/facts.tsx";
import {
  formatDay,
  formatDecimal,
  formatInstant,
  formatMoney,
  unitSign,
} from "#web/components/format.ts";
import { FormulaText } from "#web/components/formula-text.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";

/** Why a bill line is what it is: its arithmetic, its meters, its register values, their changes. */
export function TraceDrawer({
  billId,
  line,
  onClose,
}: {
  billId: number;
  line: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const trace = useQuery(
    read("GET /bills/:id/lines/:line/trace", { params: { id: billId, line } }),
  );
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={t("trace.why")}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Answered query={trace} height={560}>
        {(data) => <Content trace={data} />}
      </Answered>
    </Drawer>
  );
}

function Content({ trace }: { trace: LineTrace }) {
  const { t } = useTranslation();
  const { line, currency, today, timeZone, channel } = trace;
  const amount = formatMoney(line.amountMinor, currency);
  const unit = unitSign(channel?.unit ?? line.unit);
  const isSame = today?.amountMinor === line.amountMinor && today.quantity === line.quantity;
  return (
    <Stack gap="md">
      <Text fw={600}>{t("trace.whyOf", { what: line.label, amount })}</Text>
      <Facts
        facts={[
          [
            t("trace.formula"),
            <>
              <FormulaText {...line} /> = {amount}
            </>,
          ],
          [t("trace.tariff"), trace.tariff.name],
          [t("trace.point"), trace.point.name],
          [
            t("trace.period"),
            `${formatInstant(trace.from, timeZone)} – ${formatInstant(trace.to, timeZone)}`,
          ],
        ]}
      />
      {today && (
        <Alert color={isSame ? "teal" : "yellow"}>
          {isSame
            ? t("trace.same")
            : t("trace.differs", {
                amount: formatMoney(today.amountMinor, currency),
                quantity: billQuantity(today.quantity, line.unit),
              })}
        </Alert>
      )}
      {trace.parts.length === 0 ? (
        <Registers traced={trace} unit={unit} timeZone={timeZone} />
      ) : (
        trace.parts.map((part) => (
          <Section key={part.pointId} title={termOf(part)}>
            <Registers traced={part} unit={unit} timeZone={timeZone} />
          </Section>
        ))
      )}
    </Stack>
  );
}

/** How a part goes into the sum: `+ Supply`, `− Unit 1`, `− 0.5 × Unit 2`. */
function termOf({ factor, pointName }: LineTrace["parts"][number]): string {
  const sign = factor.startsWith("-") ? "−" : "+";
  const size = factor.replace(/^-/, "");
  return Number(size) === 1
    ? `${sign} ${pointName}`
    : `${sign} ${formatDecimal(size)} × ${pointName}`;
}

/** What one point's line rests on: its meters, the changes of its readings, its register values. */
function Registers({
  traced,
  unit,
  timeZone,
}: {
  traced: TracedRegisters;
  unit: string;
  timeZone: string;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Section title={t("trace.meters")}>
        {traced.meters.map((meter) => (
          <Text key={meter.installedAt}>
            {[
              t("trace.meter", {
                serial: meter.serialNumber,
                multiplier: meter.multiplier,
                from: formatInstant(meter.installedAt, timeZone),
              }),
              meter.opening && t("trace.opening", { value: formatDecimal(meter.opening) }),
              meter.closing && t("trace.closing", { value: formatDecimal(meter.closing) }),
            ]
              .filter(Boolean)
              .join(", ")}
          </Text>
        ))}
      </Section>
      <Section title={t("readings.changes")}>
        {traced.changes.length === 0 && <Text c="dimmed">{t("trace.unchanged")}</Text>}
        {traced.changes.map((change) => (
          <Text key={change.at + change.changedAt} size="sm">
            {formatInstant(change.at, timeZone)}:{" "}
            {t("readings.change", {
              before: change.value === null ? t("readings.nothing") : formatDecimal(change.value),
              after: formatDecimal(change.newValue),
              who: change.author === "" ? "–" : change.author,
              when: formatInstant(change.changedAt, timeZone),
              why: change.reason,
            })}
          </Text>
        ))}
      </Section>
      <Section title={t("trace.registers", { count: traced.readings.length })} flush>
        <DayRows traced={traced} unit={unit} timeZone={timeZone} />
      </Section>
    </>
  );
}

interface DayOfReadings {
  readonly day: string;
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

function DayRows({
  traced,
  unit,
  timeZone,
}: {
  traced: TracedRegisters;
  unit: string;
  timeZone: string;
}) {
  const { t } = useTranslation();
  const byDay = Map.groupBy(traced.readings, ({ at }) => localDay(at, timeZone));
  const days = Array.from(byDay, ([day, own]): DayOfReadings => ({
    day,
    first: own[0]?.value ?? "",
    last: own.at(-1)?.value ?? "",
    count: own.length,
  }));
  const columns: readonly Column<DayOfReadings>[] = [
    { name: t("readings.day"), renderCell: ({ day }) => formatDay(day) },
    {
      name: t("trace.first"),
      figures: true,
      renderCell: ({ first }) => `${formatDecimal(first)} ${unit}`,
    },
    {
      name: t("trace.last"),
      figures: true,
      renderCell: ({ last }) => `${formatDecimal(last)} ${unit}`,
    },
    { name: t("trace.count"), figures: true, renderCell: ({ count }) => String(count) },
  ];
  return <Rows label={t("trace.byDay")} rows={days} columns={columns} keyOf={({ day }) => day} />;
}

/** The local day of an instant as ISO text, whatever the reader's language. */
function localDay(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(new Date(at));
}
