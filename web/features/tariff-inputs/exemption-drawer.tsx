import { TextInput } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Tenant } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { dayAfter, todayAt } from "#web/components/days.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { draftOf, labelIn } from "#web/features/tariffs/draft.ts";

const KINDS = ["exempt", "reverse-charge"] as const;

/** From a day on, a tenant does not pay a tax. */
export function ExemptionDrawer({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const taxes = useTaxesOf(tenant);
  const entry = useEntry({
    initialValues: {
      taxId: "",
      kind: "exempt" as (typeof KINDS)[number],
      reason: "",
      startsOn: todayAt(site.timeZone),
      endsOn: "",
    },
    rules: { reason: rules.wanted, startsOn: rules.wanted },
    send: ({ taxId, kind, reason, startsOn, endsOn }) =>
      call("POST /tenants/:id/tax-exemptions", {
        params: { id: tenant.id },
        body: {
          taxId: taxId === "" ? null : taxId,
          kind,
          reason,
          startsOn,
          endsOn: endsOn === "" ? null : dayAfter(endsOn),
        },
      }),
    renews: ["GET /tenants/:id/tax-exemptions"],
    onSaved: onClose,
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={t("inputs.addExemption")}
      help={t("inputs.exemptionHelp")}
      entry={entry}
      onClose={onClose}
    >
      <Select
        label={t("inputs.tax")}
        data-autofocus
        allowDeselect={false}
        data={[{ value: "", label: t("inputs.everyTax") }, ...taxes]}
        {...form.getInputProps("taxId")}
      />
      <Select
        label={t("inputs.kind")}
        description={t("inputs.kindHelp")}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`inputs.exemptionKind.${value}`) }))}
        {...form.getInputProps("kind")}
      />
      <TextInput
        label={t("inputs.reason")}
        description={t("inputs.reasonHelp")}
        maxLength={200}
        {...form.getInputProps("reason")}
      />
      <Pair>
        <TextInput label={t("leases.firstDay")} type="date" {...form.getInputProps("startsOn")} />
        <TextInput
          label={t("leases.lastDay")}
          description={t("leases.lastDayOpen")}
          type="date"
          {...form.getInputProps("endsOn")}
        />
      </Pair>
    </EntryDrawer>
  );
}

/** The taxes of the tariffs that the tenant pays by, each by its id once. */
function useTaxesOf(tenant: Tenant): { readonly value: string; readonly label: string }[] {
  const { i18n } = useTranslation();
  const ids = tenant.leases.flatMap(({ points }) => points.map(({ tariff }) => tariff.id));
  const tariffs = useQueries({
    queries: [...new Set(ids)].map((id) => read("GET /tariffs/:id", { params: { id } })),
  });
  const labels = new Map<string, string>();
  for (const { data } of tariffs) {
    for (const { document } of data?.versions ?? []) {
      for (const { id, label } of draftOf(document)?.taxes ?? []) {
        if (!labels.has(id)) labels.set(id, labelIn(label, i18n.language));
      }
    }
  }
  return [...labels].map(([value, label]) => ({ value, label }));
}
