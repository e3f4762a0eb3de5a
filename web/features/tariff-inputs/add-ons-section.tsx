import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LeaseAddOnEntry } from "#api/contract/tariff-inputs.ts";
import type { Lease } from "#api/contract/tenants.ts";
import { dayBefore } from "#web/components/days.ts";
import { formatDay } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { AddedList } from "./added-list.tsx";
import { AddOnDrawer } from "./add-on-drawer.tsx";
import { AddOnEndDrawer } from "./add-on-end-drawer.tsx";

/** Tariffs that price a point beside the one that it has: a service fee, a green supplement. */
export function AddOnsSection({
  lease,
  addOns,
  mayKeep,
}: {
  lease: Lease;
  addOns: readonly LeaseAddOnEntry[];
  mayKeep: boolean;
}) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<LeaseAddOnEntry | "new">();
  if (addOns.length === 0 && !mayKeep) return null;
  const close = () => setOpen(undefined);
  const title = t("inputs.addOnsOf", { unit: lease.space.name });
  const columns: readonly Column<LeaseAddOnEntry>[] = [
    {
      name: t("bills.tariff"),
      renderCell: (addOn) =>
        mayKeep && addOn.to === null ? (
          <Button variant="subtle" px={0} onClick={() => setOpen(addOn)}>
            {addOn.tariff.name}
          </Button>
        ) : (
          addOn.tariff.name
        ),
    },
    {
      name: t("tenants.point"),
      renderCell: ({ servicePointId }) =>
        lease.points.find(({ id }) => id === servicePointId)?.name ?? "–",
    },
    { name: t("leases.from"), renderCell: ({ from }) => formatDay(from) },
    {
      name: t("leases.lastDay"),
      renderCell: ({ to }) => (to === null ? t("tenants.openEnded") : formatDay(dayBefore(to))),
    },
  ];
  return (
    <AddedList
      title={title}
      addWord={mayKeep && t("inputs.addAddOn")}
      onAdd={() => setOpen("new")}
      emptyText={addOns.length === 0 ? t("inputs.noAddOns") : undefined}
    >
      {addOns.length > 0 && (
        <Rows label={title} rows={addOns} columns={columns} keyOf={({ id }) => id} />
      )}
      {open === "new" && <AddOnDrawer lease={lease} onClose={close} />}
      {open !== undefined && open !== "new" && (
        <AddOnEndDrawer lease={lease} addOn={open} onClose={close} />
      )}
    </AddedList>
  );
}
