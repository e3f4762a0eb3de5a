import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Lease } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { formatDay } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";
import { paidPoints } from "./paid-points.ts";

/** Prices a point by one more tariff, from a day on. */
export function AddOnDrawer({ lease, onClose }: { lease: Lease; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const tariffs = useQuery(read("GET /tariffs"));
  const points = paidPoints(lease);
  const [only] = points.length === 1 ? points : [];
  const entry = useEntry({
    initialValues: {
      servicePointId: only ? String(only.id) : "",
      tariffId: "",
      from: lease.unbilledFrom,
    },
    rules: { servicePointId: rules.wanted, tariffId: rules.wanted, from: rules.wanted },
    send: ({ servicePointId, tariffId, from }) =>
      call("POST /leases/:id/add-ons", {
        params: { id: lease.id },
        body: { servicePointId: Number(servicePointId), tariffId: Number(tariffId), from },
      }),
    renews: ["GET /leases/:id/tariff-inputs", "GET /tariffs"],
    onSaved: onClose,
  });
  const { form } = entry;
  const point = points.find(({ id }) => String(id) === form.values.servicePointId);
  return (
    <EntryDrawer
      title={t("inputs.addAddOn")}
      help={t("inputs.addOnHelp")}
      entry={entry}
      onClose={onClose}
    >
      <Select
        label={t("tenants.point")}
        data-autofocus
        data={points.map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.getInputProps("servicePointId")}
      />
      <Select
        label={t("bills.tariff")}
        description={t("leases.tariffHelp")}
        nothingFoundMessage={t("common.nothingFound")}
        data={(tariffs.data?.tariffs ?? [])
          .filter(
            ({ id, siteId, commodity }) =>
              siteId === site.id && commodity === point?.commodity && id !== point.tariff.id,
          )
          .map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.getInputProps("tariffId")}
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
