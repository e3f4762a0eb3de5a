import { Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Verification, VerifiedStep } from "#domain/billing/verify-evidence.ts";
import { formatDecimal, formatMoney } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";

const AMOUNTS = ["netMinor", "taxMinor", "totalMinor"] as const;
const MONEY: readonly VerifiedStep["kind"][] = ["line", "share", "tax", "total"];

/** Every step of a recomputation: what the bill says, what came out, equal or not. */
export function VerifiedSteps({ verification }: { verification: Verification }) {
  const { t } = useTranslation();
  const { currency } = verification.bill;
  const nameOf = ({ kind, name }: VerifiedStep) => {
    const amount = kind === "total" ? AMOUNTS.find((one) => one === name) : undefined;
    return amount ? t(`verify.total.${amount}`) : name;
  };
  const shown = ({ kind }: VerifiedStep, value: string) => {
    if (value === "") return "–";
    if (MONEY.includes(kind)) return formatMoney(value, currency);
    return kind === "digest" || kind === "whole" ? `${value.slice(0, 12)}…` : formatDecimal(value);
  };
  const columns: readonly Column<Numbered>[] = [
    {
      name: t("verify.step"),
      renderCell: ({ step }) => (
        <>
          <Text span fw={600} display="block">
            {t(`verify.kind.${step.kind}`)} · {nameOf(step)}
          </Text>
          <Text span size="sm" c="dimmed" className="figures">
            {step.how}
          </Text>
        </>
      ),
    },
    {
      name: t("verify.stated"),
      figures: true,
      renderCell: ({ step }) => shown(step, step.stated),
    },
    {
      name: t("verify.computed"),
      figures: true,
      renderCell: ({ step }) => shown(step, step.computed),
    },
    {
      name: t("verify.verdict"),
      renderCell: ({ step }) =>
        step.isEqual ? (
          <Mark tone="good" icon={<IconCheck aria-hidden />}>
            {t("verify.same")}
          </Mark>
        ) : (
          <Mark tone="bad" icon={<IconX aria-hidden />}>
            {t("verify.differs")}
          </Mark>
        ),
    },
  ];
  const rows = verification.steps.map((step, n) => ({ n, step }));
  return (
    <div className="surface">
      <Rows label={t("verify.steps")} rows={rows} columns={columns} keyOf={({ n }) => n} />
    </div>
  );
}

interface Numbered {
  readonly n: number;
  readonly step: VerifiedStep;
}
