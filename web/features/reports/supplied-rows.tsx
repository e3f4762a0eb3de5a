import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SuppliedMonthOnWire } from "#api/contract/supplied.ts";
import { type Bearer, UNBILLED } from "#domain/balance/borne-use.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { COMMODITY_COLOR } from "#web/app/theme.ts";
import {
  formatDecimal,
  formatExact,
  formatMonth,
  formatNamed,
  formatPercent,
  unitSign,
} from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import styles from "./supplied.module.css";

/** The months of one commodity: what was supplied, and what became of it. */
export function SuppliedRows({
  label,
  months,
}: {
  readonly label: string;
  readonly months: readonly SuppliedMonthOnWire[];
}) {
  const { t } = useTranslation();
  const unit = oneUnit(months);
  const inUnit = (name: string) => (unit === undefined ? name : `${name}, ${unitSign(unit)}`);
  const textOf = (quantity: string, row: SuppliedMonthOnWire) =>
    unit === undefined ? formatExact(quantity, row.unit) : formatDecimal(quantity);
  const columns: readonly Column<SuppliedMonthOnWire>[] = [
    {
      name: t("supplied.month"),
      renderCell: (row) => (
        <>
          <Text span fw={600} display="block">
            {formatMonth(row.month)}
          </Text>
          <Shares row={row} />
        </>
      ),
    },
    {
      name: inUnit(t("supplied.supplied")),
      figures: true,
      renderCell: (row) => (
        <>
          {row.supplied === null ? t("supplied.unknown") : textOf(row.supplied, row)}
          {row.unknownPoints > 0 && (
            <Small>{t("supplied.unknownPoints", { count: row.unknownPoints })}</Small>
          )}
        </>
      ),
    },
    {
      name: inUnit(t("supplied.billed")),
      figures: true,
      renderCell: (row) => (
        <>
          {textOf(row.borne.billed, row)}
          {notes(row).map(([note, quantity]) => (
            <Small key={note}>{t(`supplied.${note}`, { quantity: textOf(quantity, row) })}</Small>
          ))}
        </>
      ),
    },
    {
      name: inUnit(t("supplied.notBilled")),
      figures: true,
      renderCell: (row) => (
        <>
          {textOf(sumOf(row, UNBILLED).toString(), row)}
          {UNBILLED.filter((bearer) => row.borne[bearer] !== "0").map((bearer) => (
            <Small key={bearer}>
              {formatNamed(t(`supplied.bearer.${bearer}`), textOf(row.borne[bearer], row))}
            </Small>
          ))}
        </>
      ),
    },
    {
      name: inUnit(t("supplied.own")),
      figures: true,
      // Six columns of whole figures are wider than a tablet; the bar shows it there.
      from: "tablet",
      renderCell: (row) => textOf(row.borne.own, row),
    },
    {
      name: inUnit(t("supplied.loss")),
      figures: true,
      renderCell: (row) =>
        row.loss === null ? (
          t("supplied.unknown")
        ) : (
          <>
            {textOf(row.loss, row)}
            {row.lossPercent !== null && <Small>{formatPercent(row.lossPercent)}</Small>}
          </>
        ),
    },
  ];
  return (
    <>
      <Rows label={label} rows={months} columns={columns} keyOf={({ month }) => month} />
      <ShareLegend months={months} />
    </>
  );
}

/** The unit of all months, which then stands once at the head of each column. */
function oneUnit([first, ...others]: readonly SuppliedMonthOnWire[]): string | undefined {
  return others.every(({ unit }) => unit === first?.unit) ? first?.unit : undefined;
}

function Small({ children }: { readonly children: string }) {
  return (
    <Text span display="block" size="sm" c="dimmed">
      {children}
    </Text>
  );
}

/** What is to be said of the billed quantity, where there is something to say. */
function notes({ estimated, difference, borne, outside }: SuppliedMonthOnWire) {
  const found = Decimal.parse(difference);
  const notable = (["estimated", "elsewhere", "outside"] as const)
    .map((note) => [note, { estimated, elsewhere: borne.elsewhere, outside }[note]] as const)
    .filter(([, quantity]) => quantity !== "0");
  if (found.isZero()) return notable;
  const apart = [found.isNegative() ? "less" : "more", found.absolute().toString()] as const;
  return [apart, ...notable];
}

function sumOf({ borne }: SuppliedMonthOnWire, bearers: readonly Bearer[]): Decimal {
  return Decimal.sum(bearers.map((bearer) => Decimal.parse(borne[bearer]))).normalized();
}

/** The parts of a month's bar, from the left. */
function partsOf(row: SuppliedMonthOnWire) {
  const color = COMMODITY_COLOR[row.commodity];
  return [
    { name: "billed", quantity: sumOf(row, ["billed", "elsewhere"]), color },
    {
      name: "beyond",
      quantity: Decimal.parse(row.difference),
      color: "var(--mantine-color-gray-5)",
    },
    {
      name: "own",
      quantity: sumOf(row, ["own"]),
      color: `color-mix(in srgb, ${color} 40%, transparent)`,
    },
    { name: "notBilled", quantity: sumOf(row, UNBILLED), color: "var(--mantine-color-orange-5)" },
    {
      name: "loss",
      quantity: Decimal.parse(row.loss ?? "0"),
      color: "var(--mantine-color-error)",
    },
  ] as const;
}

/** The same as a bar, for the eye: billed, counted beyond it, own use, not billed, loss. */
function Shares({ row }: { readonly row: SuppliedMonthOnWire }) {
  return (
    <div className={styles["shares"]} aria-hidden>
      {partsOf(row)
        .map((part) => ({ ...part, share: part.quantity.toDisplayNumber() }))
        .filter(({ share }) => share > 0)
        .map(({ name, share, color: background }) => (
          <span key={name} style={{ flexGrow: share, background }} />
        ))}
    </div>
  );
}

/** What the colours of the bars say; only of parts that a bar shows. */
function ShareLegend({ months }: { readonly months: readonly SuppliedMonthOnWire[] }) {
  const { t } = useTranslation();
  const rows = months.map(partsOf);
  const shown = (rows[0] ?? []).filter((_, n) =>
    rows.some((parts) => (parts[n]?.quantity.toDisplayNumber() ?? 0) > 0),
  );
  return (
    <div className={styles["legend"]} aria-hidden>
      {shown.map(({ name, color: background }) => (
        <span key={name}>
          <i style={{ background }} />
          {t(`supplied.${name}`)}
        </span>
      ))}
    </div>
  );
}
