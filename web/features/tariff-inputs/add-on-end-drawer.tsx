import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LeaseAddOnEntry } from "#api/contract/tariff-inputs.ts";
import type { Lease } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { dayAfter, dayBefore } from "#web/components/days.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { formatDay } from "#web/components/format.ts";

/** Ends a further tariff; one that ends before it priced a day is gone. */
export function AddOnEndDrawer({
  lease,
  addOn,
  onClose,
}: {
  lease: Lease;
  addOn: LeaseAddOnEntry;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const rules = useRules();
  const entry = useEntry({
    initialValues: { endsOn: dayBefore(lease.unbilledFrom) },
    rules: { endsOn: rules.wanted },
    send: ({ endsOn }) =>
      call("POST /lease-add-ons/:id/end", {
        params: { id: addOn.id },
        body: { endsOn: dayAfter(endsOn) },
      }),
    renews: ["GET /leases/:id/tariff-inputs", "GET /tariffs"],
    onSaved: onClose,
  });
  return (
    <EntryDrawer
      title={addOn.tariff.name}
      help={t("inputs.endAddOnHelp", { day: formatDay(lease.unbilledFrom) })}
      entry={entry}
      saveWord={t("inputs.endAddOn")}
      onClose={onClose}
    >
      <TextInput
        label={t("leases.lastDay")}
        type="date"
        data-autofocus
        {...entry.form.getInputProps("endsOn")}
      />
    </EntryDrawer>
  );
}
