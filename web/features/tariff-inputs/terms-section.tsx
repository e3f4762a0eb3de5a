import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LeaseTermEntry } from "#api/contract/tariff-inputs.ts";
import type { Lease } from "#api/contract/tenants.ts";
import { LEASE_TERM_UNITS } from "#domain/tariff/lease-term.ts";
import { call } from "#web/api/call.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { formatDay, formatDecimal, unitSign } from "#web/components/format.ts";
import { type Column, Rows } from "#web/components/rows.tsx";
import { Section } from "#web/components/section.tsx";
import { TermDrawer } from "./term-drawer.tsx";

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
    <Section
      title={title}
      flush
      aside={
        mayKeep && (
          <Button
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={18} />}
            onClick={() => setAdding(true)}
          >
            {t("inputs.addTerm")}
          </Button>
        )
      }
    >
      {terms.length === 0 ? (
        <Text c="dimmed" p="md">
          {t("inputs.noTerms")}
        </Text>
      ) : (
        <TermRows title={title} lease={lease} terms={terms} mayKeep={mayKeep} />
      )}
      {adding && <TermDrawer lease={lease} onClose={() => setAdding(false)} />}
    </Section>
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
      renderCell: ({ term, value }) => termValue(term, value),
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

/** A count of dwellings or persons needs no unit beside its name. */
function termValue(term: LeaseTermEntry["term"], value: string): string {
  const figure = formatDecimal(value);
  return term === "dwellings" || term === "persons"
    ? figure
    : `${figure} ${unitSign(LEASE_TERM_UNITS[term])}`;
}
