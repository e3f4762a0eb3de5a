import { useTranslation } from "react-i18next";
import type { BillDetails } from "#api/contract/bills.ts";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { Facts, FactWith } from "#web/components/facts.tsx";
import { formatDecimal, formatInstant, formatPercent, unitSign } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import styles from "./bill-page.module.css";

/** What was measured: the register at both ends of the billing period. */
export function BillPoints({ bill }: { bill: BillDetails }) {
  const { t } = useTranslation();
  const { points, timeZone } = bill.content;
  return (
    <Section title={t("bills.readings")}>
      {points.map((point) => {
        const unit = unitSign(point.unit);
        const reading = ({ value, measuredAt }: typeof point.opening) => (
          <FactWith
            value={`${formatDecimal(value)} ${unit}`}
            beside={formatInstant(measuredAt, timeZone)}
          />
        );
        return (
          <div key={point.servicePointId} className={styles["point"]}>
            <div className={styles["pointName"]}>
              <CommodityIcon commodity={point.commodity} size={28} />
              {point.name}
            </div>
            <Facts
              facts={[
                [t("meters.serial"), point.meterSerialNumber],
                [t("bills.opening"), reading(point.opening)],
                [t("bills.closing"), reading(point.closing)],
                [t("bills.consumption"), `${formatDecimal(point.consumption)} ${unit}`],
                [t("bills.dailyAverage"), `${formatDecimal(point.dailyAverage)} ${unit}`],
                [t("bills.tariff"), point.tariffName],
                ...(Number(point.estimatedShare) > 0
                  ? ([
                      [
                        t("trend.estimated"),
                        formatPercent((Number(point.estimatedShare) * 100).toFixed(1)),
                      ],
                    ] as const)
                  : []),
              ]}
            />
          </div>
        );
      })}
    </Section>
  );
}
