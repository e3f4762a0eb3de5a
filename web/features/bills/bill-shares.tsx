import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BillDetails } from "#api/contract/bills.ts";
import { formatDecimal, formatMoney } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import styles from "./bill-page.module.css";
import { formatPeriod } from "./period.ts";

/** Shares of common costs: the whole cost, the key, the share. */
export function BillShares({ bill }: { bill: BillDetails }) {
  const { t } = useTranslation();
  const { sharedCosts = [] } = bill.content;
  if (sharedCosts.length === 0) return null;
  const { currency } = bill;
  return (
    <Section title={t("bills.sharedCosts")}>
      {sharedCosts.map((share, n) => (
        <div key={n} className={styles["mail"]}>
          <div>
            {share.label}
            <Text size="sm" c="dimmed">
              {formatPeriod({ periodFrom: share.from, periodTo: share.to })}
              {` · ${t("bills.wholeCost", { amount: formatMoney(share.costMinor, currency) })}`}
            </Text>
            {share.parts.map((part) => (
              <Text key={part.key} size="sm" c="dimmed" className="figures">
                {t(`bills.key.${part.key}`)}: {formatMoney(part.partMinor, currency)} ×{" "}
                {formatDecimal(part.weight)} / {formatDecimal(part.totalWeight)} ={" "}
                {formatMoney(part.amountMinor, currency)}
              </Text>
            ))}
          </div>
          <Text fw={600} className="figures">
            {formatMoney(share.amountMinor, currency)}
          </Text>
        </div>
      ))}
    </Section>
  );
}
