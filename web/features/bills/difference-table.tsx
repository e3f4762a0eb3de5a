import { useTranslation } from "react-i18next";
import type { Recalculation } from "#api/contract/accounts.ts";
import { formatDecimal, formatMoney, unitSign } from "#web/components/format.ts";
import styles from "./bill-page.module.css";

type Side = Recalculation["lines"][number]["before"];

/** A bill as issued beside what it would be today, line by line. */
export function DifferenceTable({ difference }: { difference: Recalculation }) {
  const { t } = useTranslation();
  const { currency, lines } = difference;
  const side = (one: Side) =>
    one && (
      <>
        {formatMoney(one.amountMinor, currency)}
        <span className={styles["formula"]}>
          {formatDecimal(one.quantity)} {unitSign(one.unit)}
        </span>
      </>
    );
  return (
    <table className={styles["lines"]} aria-label={t("bills.difference")}>
      <thead>
        <tr>
          <th scope="col">{t("bills.what")}</th>
          <th scope="col" data-figures>
            {t("bills.asIssued")}
          </th>
          <th scope="col" data-figures>
            {t("bills.today")}
          </th>
          <th scope="col" data-figures>
            {t("bills.change")}
          </th>
        </tr>
      </thead>
      <tbody className="figures">
        {lines.map((line, n) => (
          <tr key={n}>
            <td>
              {line.label}
              <span className={styles["formula"]}>{line.of}</span>
            </td>
            <td data-figures>{side(line.before) ?? "–"}</td>
            <td data-figures>{side(line.after) ?? "–"}</td>
            <td data-figures>
              {line.changeMinor === "0" ? "–" : formatMoney(line.changeMinor, currency)}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot className="figures">
        <tr>
          <td>{t("bills.total")}</td>
          <td data-figures>{formatMoney(difference.totalBeforeMinor, currency)}</td>
          <td data-figures>{formatMoney(difference.totalAfterMinor, currency)}</td>
          <td data-figures>{formatMoney(difference.totalMinor, currency)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
