import { Button, Group } from "@mantine/core";
import { Select } from "#web/components/select.tsx";
import { MonthSelect } from "./month-select.tsx";
import { IconCalculator, IconFileOff, IconFileZip } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { pathOf } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { isStaff, mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Filters } from "#web/components/filters.tsx";
import { Page } from "#web/components/page.tsx";
import { Pager } from "#web/components/pager.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { BillRows } from "./bill-rows.tsx";
import { billSearch } from "./bill-search.ts";
import { RunBillsDialog } from "./run-bills-dialog.tsx";

/** All bills, narrowed by month, tenant and state; bills are run by hand from here. */
export function BillsPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const search = useSearch({ from: "/bills" });
  const navigate = useNavigate({ from: "/bills" });
  const [running, setRunning] = useState(false);
  const bills = useQuery({
    ...read("GET /bills", { query: search }),
    placeholderData: keepPreviousData,
  });
  const tenants = useQuery({ ...read("GET /tenants"), enabled: isStaff(user) });
  const narrow = (change: Record<string, unknown>) =>
    void navigate({ search: billSearch({ ...search, page: 1, ...change }), replace: true });
  return (
    <Page
      title={t("nav.bills")}
      hint={bills.data ? t("bills.found", { count: bills.data.total }) : " "}
      actions={
        <Group gap="sm">
          {(bills.data?.bills ?? []).some(({ hasDocument }) => hasDocument) && (
            <Button
              variant="default"
              component="a"
              href={pathOf("GET /bills/zip", { query: search })}
              leftSection={<IconFileZip aria-hidden size={20} />}
            >
              {t("bills.zip")}
            </Button>
          )}
          {isStaff(user) && (
            <Button variant="default" component={Link} to="/bill-runs">
              {t("runs.runs")}
            </Button>
          )}
          {mayCorrectMoney(user) && (
            <Button
              leftSection={<IconCalculator aria-hidden size={20} />}
              onClick={() => setRunning(true)}
            >
              {t("bills.run")}
            </Button>
          )}
        </Group>
      }
    >
      <Filters>
        {isStaff(user) && (
          <Select
            aria-label={t("bills.tenant")}
            placeholder={t("bills.allTenants")}
            searchable
            clearable
            nothingFoundMessage={t("common.nothingFound")}
            value={search.tenant === undefined ? null : String(search.tenant)}
            data={(tenants.data?.tenants ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            }))}
            onChange={(value) => narrow({ tenant: value })}
          />
        )}
        <MonthSelect value={search.month} onChange={(month) => narrow({ month })} />
        <Select
          aria-label={t("bills.stateName")}
          placeholder={t("bills.allStates")}
          clearable
          value={search.state ?? null}
          data={(["issued", "credited"] as const).map((value) => ({
            value,
            label: t(`bills.state.${value}`),
          }))}
          onChange={(state) => narrow({ state })}
        />
      </Filters>
      <div className="surface">
        <Answered query={bills} height={640}>
          {({ bills: list }) =>
            list.length === 0 ? (
              <EmptyState icon={<IconFileOff aria-hidden size={36} />} text={t("bills.none")} />
            ) : (
              <BillRows bills={list} />
            )
          }
        </Answered>
      </div>
      {bills.data && <Pager {...bills.data} onChange={(page) => narrow({ page })} />}
      {running && <RunBillsDialog onClose={() => setRunning(false)} />}
    </Page>
  );
}
