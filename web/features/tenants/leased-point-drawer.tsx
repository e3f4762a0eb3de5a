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

export interface LeasedPointDrawerProps {
  readonly lease: Lease;
  /** Undefined: another point than those that the lease pays. */
  readonly point?: Lease["points"][number] | undefined;
  readonly onClose: () => void;
}

/** From a day on, another tariff, or a further point; the days before keep what they had. */
export function LeasedPointDrawer({ lease, point, onClose }: LeasedPointDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const property = useQuery(read("GET /sites/:id/property", { params: { id: site.id } }));
  const tariffs = useQuery(read("GET /tariffs"));
  const entry = useEntry({
    initialValues: {
      servicePointId: point ? String(point.id) : "",
      tariffId: point ? String(point.tariff.id) : "",
      from: lease.unbilledFrom,
    },
    rules: { servicePointId: rules.wanted, from: rules.wanted },
    send: ({ servicePointId, tariffId, from }) =>
      call("POST /leases/:id/points", {
        params: { id: lease.id },
        body: {
          servicePointId: Number(servicePointId),
          tariffId: tariffId === "" ? null : Number(tariffId),
          from,
        },
      }),
    renews: ["GET /tenants", "GET /tenants/:id", "GET /sites/:id/property", "GET /tariffs"],
    onSaved: onClose,
  });
  const { form } = entry;
  const points = property.data?.points ?? [];
  const chosen = points.find(({ id }) => String(id) === form.values.servicePointId);
  const commodity = point?.commodity ?? chosen?.commodity;
  return (
    <EntryDrawer
      title={point ? point.name : t("leases.addPoint")}
      help={t("leases.pointHelp")}
      entry={entry}
      onClose={onClose}
    >
      {!point && (
        <Select
          label={t("tenants.point")}
          searchable
          data-autofocus
          nothingFoundMessage={t("common.nothingFound")}
          data={points
            .filter(({ role }) => role !== "supply")
            .map(({ id, name }) => ({ value: String(id), label: name }))}
          {...form.getInputProps("servicePointId")}
        />
      )}
      <Select
        label={t("bills.tariff")}
        description={t("leases.tariffHelp")}
        clearable
        placeholder={t("leases.notPaid")}
        nothingFoundMessage={t("common.nothingFound")}
        data={(tariffs.data?.tariffs ?? [])
          .filter((tariff) => tariff.siteId === site.id && tariff.commodity === commodity)
          .map(({ id, name }) => ({ value: String(id), label: name }))}
        {...form.getInputProps("tariffId")}
        onChange={(value) => form.setFieldValue("tariffId", value ?? "")}
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
