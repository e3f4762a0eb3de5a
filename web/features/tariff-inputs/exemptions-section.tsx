import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TaxExemptionEntry } from "#api/contract/tariff-inputs.ts";
import type { Tenant } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { dayBefore } from "#web/components/days.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { formatDay } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered } from "#web/components/states.tsx";
import { AddedList } from "./added-list.tsx";
import { ExemptionDrawer } from "./exemption-drawer.tsx";

/** The taxes that a tenant does not pay, and why: bills print the reason. */
export function ExemptionsSection({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [adding, setAdding] = useState(false);
  const params = { id: tenant.id };
  const exemptions = useQuery(read("GET /tenants/:id/tax-exemptions", { params }));
  const mayChange = mayCorrectMoney(user) && !tenant.erased;
  return (
    <AddedList
      title={t("inputs.exemptions")}
      addWord={mayChange && t("inputs.addExemption")}
      onAdd={() => setAdding(true)}
      emptyText={exemptions.data?.exemptions.length === 0 ? t("inputs.noExemptions") : undefined}
    >
      <Answered query={exemptions} height={120}>
        {(data) =>
          data.exemptions.length > 0 && (
            <ExemptionRows tenant={tenant} rows={data.exemptions} mayChange={mayChange} />
          )
        }
      </Answered>
      {adding && <ExemptionDrawer tenant={tenant} onClose={() => setAdding(false)} />}
    </AddedList>
  );
}

function ExemptionRows({
  tenant,
  rows,
  mayChange,
}: {
  tenant: Tenant;
  rows: readonly TaxExemptionEntry[];
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const columns: readonly Column<TaxExemptionEntry>[] = [
    { name: t("inputs.tax"), renderCell: ({ taxId }) => taxId ?? t("inputs.everyTax") },
    { name: t("inputs.kind"), renderCell: ({ kind }) => t(`inputs.exemptionKind.${kind}`) },
    { name: t("inputs.reason"), renderCell: ({ reason }) => reason },
    { name: t("leases.from"), renderCell: ({ startsOn }) => formatDay(startsOn) },
    {
      name: t("leases.lastDay"),
      from: "tablet",
      renderCell: ({ endsOn }) =>
        endsOn === null ? t("tenants.openEnded") : formatDay(dayBefore(endsOn)),
    },
    ...(mayChange ? [{ name: t("leases.change"), renderCell: removal }] : []),
  ];
  return (
    <Rows label={t("inputs.exemptions")} rows={rows} columns={columns} keyOf={({ id }) => id} />
  );

  function removal({ id, ...body }: TaxExemptionEntry) {
    return (
      <RemoveButton
        name={body.reason}
        remove={() => call("DELETE /tax-exemptions/:id", { params: { id } })}
        restore={() =>
          call("POST /tenants/:id/tax-exemptions", { params: { id: tenant.id }, body })
        }
        renews={["GET /tenants/:id/tax-exemptions"]}
      />
    );
  }
}
