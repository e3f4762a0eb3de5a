import { Checkbox, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { BillingCycle, Lease } from "#api/contract/tenants.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { fromMinor, toMinor } from "#domain/core/money.ts";
import { BILLING_CYCLES } from "#domain/tenancy/billing-cycle.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal } from "#web/components/form/rules.ts";
import { formatParts } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";

/** How a lease is billed, as text in fields. */
export interface TermsValues {
  readonly every: BillingCycle["every"];
  readonly startDay: string;
  readonly startMonth: string;
  readonly runAfterDays: string;
  readonly dueDays: string;
  readonly deposit: string;
  readonly billsNeedApproval: boolean;
}

export function termsValuesOf(lease: Lease | undefined, currency: string): TermsValues {
  const { every, startDay, startMonth, runAfterDays } = lease?.cycle ?? {
    every: "monthly",
    startDay: 1,
    startMonth: 1,
    runAfterDays: 0,
  };
  return {
    every,
    startDay: String(startDay),
    startMonth: String(startMonth),
    runAfterDays: String(runAfterDays),
    dueDays: String(lease?.dueDays ?? 14),
    deposit: lease ? fromMinor(BigInt(lease.depositMinor), currency).toString() : "",
    billsNeedApproval: lease?.billsNeedApproval ?? false,
  };
}

/** The terms as the interface takes them. */
export function termsOf(values: TermsValues, currency: string) {
  return {
    cycle: {
      every: values.every,
      startDay: Number(values.startDay),
      startMonth: Number(values.startMonth),
      runAfterDays: Number(values.runAfterDays),
    },
    dueDays: Number(values.dueDays),
    billsNeedApproval: values.billsNeedApproval,
    depositMinor: toMinor(
      Decimal.parse(readDecimal(values.deposit) || "0"),
      currency,
      "half-up",
    ).toString(),
  };
}

/** A Monday, to name the days of the week by. */
const MONDAY = Date.parse("2024-01-01T12:00:00Z");
const DAY_MS = 86_400_000;

function numbered(count: number, name: (n: number) => string) {
  return Array.from({ length: count }, (_, n) => ({ value: String(n + 1), label: name(n) }));
}

function dayName(n: number): string {
  const instant = new Date(MONDAY + n * DAY_MS).toISOString();
  return formatParts(instant, { timeZone: "UTC", weekday: "long" });
}

function monthName(n: number): string {
  const instant = new Date(Date.UTC(2024, n, 15)).toISOString();
  return formatParts(instant, { timeZone: "UTC", month: "long" });
}

/** When a lease is billed and paid. */
export function TermsFields<V extends TermsValues>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const { every } = form.values;
  return (
    <>
      <Pair>
        <Select
          label={t("leases.every")}
          allowDeselect={false}
          data={BILLING_CYCLES.map((one) => ({ value: one, label: t(`leases.cycle.${one}`) }))}
          {...form.getInputProps("every")}
          onChange={(value) => {
            form.getInputProps("every").onChange(value);
            form.getInputProps("startDay").onChange("1");
          }}
        />
        <Select
          label={t("leases.startDay")}
          description={t("leases.startDayHelp")}
          allowDeselect={false}
          data={every === "weekly" ? numbered(7, dayName) : numbered(31, (n) => String(n + 1))}
          {...form.getInputProps("startDay")}
        />
        {every !== "weekly" && every !== "monthly" && (
          <Select
            label={t("leases.startMonth")}
            allowDeselect={false}
            data={numbered(12, monthName)}
            {...form.getInputProps("startMonth")}
          />
        )}
      </Pair>
      <Pair>
        <TextInput
          label={t("leases.runAfterDays")}
          description={t("leases.runAfterDaysHelp")}
          inputMode="numeric"
          {...form.getInputProps("runAfterDays")}
        />
        <TextInput
          label={t("tenants.dueDays")}
          inputMode="numeric"
          {...form.getInputProps("dueDays")}
        />
        <TextInput
          label={t("leases.deposit")}
          inputMode="decimal"
          rightSection={site.currency}
          rightSectionWidth={60}
          {...form.getInputProps("deposit")}
        />
      </Pair>
      <Checkbox
        label={t("leases.needApproval")}
        description={t("leases.needApprovalHelp")}
        {...form.getInputProps("billsNeedApproval", { type: "checkbox" })}
      />
    </>
  );
}
