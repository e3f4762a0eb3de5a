import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Lease } from "#api/contract/tenants.ts";
import { ENTERED_TERMS, type EnteredTerm } from "#domain/tariff/lease-term.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { formatDay } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";
import { paidPoints } from "./paid-points.ts";
import { termUnit } from "./term-unit.ts";

/** Says a term from a day on; what was said of the days before stays. */
export function TermDrawer({ lease, onClose }: { lease: Lease; onClose: () => void }) {
  const { t } = useTranslation();
  const rules = useRules();
  const initialTerm: EnteredTerm = "contract-demand";
  const entry = useEntry({
    initialValues: {
      term: initialTerm as EnteredTerm,
      servicePointId: "",
      from: lease.unbilledFrom,
      value: "",
    },
    rules: {
      from: rules.wanted,
      value: (value) => rules.wanted(value) ?? rules.decimal(value),
    },
    send: ({ term, servicePointId, from, value }) =>
      call("POST /leases/:id/tariff-terms", {
        params: { id: lease.id },
        body: {
          term,
          servicePointId: servicePointId === "" ? null : Number(servicePointId),
          from,
          value: readDecimal(value),
        },
      }),
    renews: ["GET /leases/:id/tariff-inputs"],
    onSaved: onClose,
  });
  const { form } = entry;
  const unit = termUnit(form.values.term);
  return (
    <EntryDrawer
      title={t("inputs.addTerm")}
      help={t("inputs.termHelp")}
      entry={entry}
      onClose={onClose}
    >
      <Select
        label={t("inputs.termName")}
        data-autofocus
        allowDeselect={false}
        data={ENTERED_TERMS.map((value) => ({ value, label: t(`inputs.term.${value}`) }))}
        {...form.getInputProps("term")}
      />
      <TextInput
        label={unit === undefined ? t("inputs.value") : `${t("inputs.value")} (${unit})`}
        inputMode="decimal"
        {...form.getInputProps("value")}
      />
      <Select
        label={t("inputs.counts")}
        description={t("inputs.countsHelp")}
        allowDeselect={false}
        data={[
          { value: "", label: t("inputs.everyPoint") },
          ...paidPoints(lease).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        {...form.getInputProps("servicePointId")}
      />
      <TextInput
        label={t("leases.from")}
        description={t("leases.fromHelp", { day: formatDay(lease.unbilledFrom) })}
        type="date"
        min={lease.unbilledFrom}
        {...form.getInputProps("from")}
      />
    </EntryDrawer>
  );
}
