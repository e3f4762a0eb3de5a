import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LeaseTermEntry } from "#api/contract/tariff-inputs.ts";
import type { Lease } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { formatDay, formatDecimal } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { AddedList } from "./added-list.tsx";
import { TermDrawer } from "./term-drawer.tsx";
import { termUnit } from "./term-unit.ts";

/** Contracted demand, area, persons: what tariffs count by beside the meter, each from a day on. */
export function TermsSection({
  lease,
  terms,
  mayKeep,
}: {
  lease: Lease;
  terms: readonly LeaseTermEntry[];
  mayKeep: boolean;
}) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  if (terms.length === 0 && !mayKeep) return null;
  const title = t("inputs.termsOf", { unit: lease.space.name });
  return (
    <AddedList
      title={title}
      addWord={mayKeep && t("inputs.addTerm")}
      onAdd={() => setAdding(true)}
      emptyText={terms.length === 0 ? t("inputs.noTerms") : undefined}
    >
      {terms.length > 0 && <TermRows title={title} lease={lease} terms={terms} mayKeep={mayKeep} />}
      {adding && <TermDrawer lease={lease} onClose={() => setAdding(false)} />}
    </AddedList>
  );
}

function TermRows({
  title,
  lease,
  terms,
  mayKeep,
}: {
  title: string;
  lease: Lease;
  terms: readonly LeaseTermEntry[];
  mayKeep: boolean;
}) {
  const { t } = useTranslation();
  const nameOf = ({ term }: LeaseTermEntry) => t(`inputs.term.${term}`);
  const pointOf = ({ servicePointId }: LeaseTermEntry) =>
    lease.points.find(({ id }) => id === servicePointId)?.name ?? t("inputs.everyPoint");
  const columns: readonly Column<LeaseTermEntry>[] = [
    { name: t("inputs.termName"), renderCell: nameOf },
    { name: t("inputs.counts"), renderCell: pointOf },
    { name: t("leases.from"), renderCell: ({ from }) => formatDay(from) },
    {
      name: t("inputs.value"),
      figures: true,
      renderCell: ({ term, value }) => `${formatDecimal(value)} ${termUnit(term) ?? ""}`.trimEnd(),
    },
    ...(mayKeep ? [{ name: t("leases.change"), renderCell: removal }] : []),
  ];
  return <Rows label={title} rows={terms} columns={columns} keyOf={({ id }) => id} />;

  function removal(entry: LeaseTermEntry) {
    const { id, servicePointId, term, from, value } = entry;
    if (from < lease.unbilledFrom) return null;
    return (
      <RemoveButton
        name={nameOf(entry)}
        remove={() => call("DELETE /lease-terms/:id", { params: { id } })}
        restore={() =>
          call("POST /leases/:id/tariff-terms", {
            params: { id: lease.id },
            body: { servicePointId, term, from, value },
          })
        }
        renews={["GET /leases/:id/tariff-inputs"]}
      />
    );
  }
}
