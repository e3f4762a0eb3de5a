import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillDetails } from "#api/contract/bills.ts";
import { shareOfOne } from "#domain/rating/share-told.ts";
import { billQuantity, billUnit } from "#web/components/bill-unit.ts";
import { formatDecimal, formatMoney, formatNamed } from "#web/components/format.ts";
import { FormulaText } from "#web/components/formula-text.tsx";
import { Section } from "#web/components/section.tsx";
import { taxName } from "#web/components/tax-name.ts";
import { TraceDrawer } from "./trace-drawer.tsx";
import styles from "./bill-page.module.css";

/** The amounts with the arithmetic behind each, then taxes and total. */
export function BillLines({ bill }: { bill: BillDetails }) {
  const { t } = useTranslation();
  const { content, currency } = bill;
  const [traced, setTraced] = useState<number>();
  return (
    <Section title={t("bills.lines")} flush>
      <table className={styles["lines"]} aria-label={t("bills.lines")}>
        <thead>
          <tr>
            <th scope="col">{t("bills.what")}</th>
            <th scope="col" data-figures data-wide>
              {t("bills.quantity")}
            </th>
            <th scope="col" data-figures data-wide>
              {t("bills.price")}
            </th>
            <th scope="col" data-figures>
              {t("bills.amount")}
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {content.lines.map((line, n) => (
            <tr key={n}>
              <td>
                {line.label}
                <span className={styles["formula"]}>
                  <FormulaText {...line} />
                </span>
                {line.servicePointId !== undefined && (
                  <button
                    type="button"
                    className={styles["why"]}
                    aria-label={formatNamed(t("trace.why"), line.label)}
                    onClick={() => setTraced(n)}
                  >
                    {t("trace.why")}
                  </button>
                )}
              </td>
              <td data-figures data-wide>
                {quantityOf(line)}
              </td>
              <td data-figures data-wide>
                {formatDecimal(line.price)}
              </td>
              <td data-figures>{formatMoney(line.amountMinor, currency)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="figures">
          <Sum name={t("bills.net")} amount={formatMoney(bill.netMinor, currency)} />
          {content.taxes.map((tax) => (
            <Sum
              key={`${tax.rate} ${tax.label} ${tax.baseMinor}`}
              name={`${taxName(tax.label, tax.rate)} · ${
                tax.containedInMinor === undefined
                  ? t("bills.taxOf", { base: formatMoney(tax.baseMinor, currency) })
                  : t("bills.taxIn", { gross: formatMoney(tax.containedInMinor, currency) })
              }`}
              amount={formatMoney(tax.amountMinor, currency)}
            />
          ))}
          <Sum name={t("bills.total")} amount={formatMoney(bill.totalMinor, currency)} />
        </tfoot>
      </table>
      {traced !== undefined && (
        <TraceDrawer billId={bill.id} line={traced} onClose={() => setTraced(undefined)} />
      )}
    </Section>
  );
}

/** `4.095 m³`, `31 days`, and of a price for a part of a year `31/365 year`. */
function quantityOf(line: BillDetails["content"]["lines"][number]): string {
  const share = shareOfOne(line);
  if (share !== undefined) return `${share} ${billUnit(line.unit, "1")}`;
  return billQuantity(line.quantity, line.unit);
}

function Sum({ name, amount }: { name: string; amount: string }) {
  return (
    <tr>
      <td>{name}</td>
      <td data-wide />
      <td data-wide />
      <td data-figures>{amount}</td>
    </tr>
  );
}
