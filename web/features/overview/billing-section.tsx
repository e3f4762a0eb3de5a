import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SiteOverview } from "#api/contract/overview.ts";
import { Change } from "#web/components/change.tsx";
import { Facts } from "#web/components/facts.tsx";
import { formatDay, formatMoney, formatMonth } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import styles from "./overview.module.css";

/** What was billed last, and when the next bills are made. */
export function BillingSection({ found }: { found: SiteOverview }) {
  const { t } = useTranslation();
  const { billing, site, tenants, meters } = found;
  const { mails, month } = billing;
  return (
    <Section title={t("overview.billing")}>
      {month !== null && (
        <p className={styles["billed"]}>
          <span className={`figures ${styles["today"]}`}>
            {formatMoney(billing.totalMinor, site.currency)}
          </span>
          <Change now={billing.totalMinor} before={billing.previousTotalMinor} />
          <Link to="/bills" search={{ month }}>
            {t("overview.billsOf", { count: billing.bills, month: formatMonth(month) })}
          </Link>
        </p>
      )}
      <Facts
        facts={[
          [t("overview.nextRun"), billing.nextRunOn && formatDay(billing.nextRunOn)],
          [
            t("overview.mails"),
            <Link key="mails" to="/outbox">
              {t("overview.mailCounts", { ...mails })}
            </Link>,
          ],
          [t("nav.tenants"), String(tenants)],
          [t("nav.meters"), String(meters)],
        ]}
      />
    </Section>
  );
}
