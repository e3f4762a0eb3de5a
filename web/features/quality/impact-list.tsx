import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ExceptionDetails } from "#api/contract/exceptions.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatMoney } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { formatPeriod } from "#web/features/bills/period.ts";

type Impact = ExceptionDetails["impacts"][number];

/** Which bills rest on it, and what they come to with and without the estimate. */
export function ImpactList({ exception }: { exception: ExceptionDetails }) {
  const { t } = useTranslation();
  return (
    <Section title={t("quality.money")}>
      {exception.impacts.length === 0 && <Text c="dimmed">{t("quality.noBills")}</Text>}
      {exception.impacts.map((impact) => (
        <ImpactOfPeriod key={`${impact.tenant} ${impact.periodFrom}`} impact={impact} />
      ))}
    </Section>
  );
}

function ImpactOfPeriod({ impact }: { impact: Impact }) {
  const { t } = useTranslation();
  const { bill, tenant, currency, asReadMinor, asProposedMinor } = impact;
  const money = (minor: string | null) => (minor === null ? "–" : formatMoney(minor, currency));
  const difference =
    asReadMinor === null || asProposedMinor === null
      ? null
      : String(BigInt(asProposedMinor) - BigInt(asReadMinor));
  return (
    <div>
      <Text fw={600} mb={6}>
        {tenant} · {formatPeriod(impact)} ·{" "}
        {bill ? (
          <Link to="/bills/$billId" params={{ billId: bill.id }}>
            {bill.number}
          </Link>
        ) : (
          t("quality.notBilled")
        )}
      </Text>
      <Facts
        facts={[
          [t("quality.asRead"), money(asReadMinor)],
          [t("quality.asProposed"), money(asProposedMinor)],
          [t("quality.difference"), money(difference)],
        ]}
      />
    </div>
  );
}
