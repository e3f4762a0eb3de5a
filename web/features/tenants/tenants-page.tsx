import { Button, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { IconSearch, IconUpload, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TenantSummary } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { mayKeepTenants, useSignedIn } from "#web/app/session.ts";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { Filters } from "#web/components/filters.tsx";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { LeaseImportDrawer } from "./import-drawer.tsx";
import { TenantDrawer } from "./tenant-drawer.tsx";
import { formatPeriod } from "#web/features/bills/period.ts";

/** All tenants. */
export function TenantsPage() {
  const { t } = useTranslation();
  const tenants = useQuery(read("GET /tenants"));
  const { site, user } = useSignedIn();
  const navigate = useNavigate();
  const [opened, setOpened] = useState<"tenant" | "import">();
  const close = () => setOpened(undefined);
  const [find, setFind] = useState("");
  const shown =
    tenants.data?.tenants.filter(({ name, company, spaces }) =>
      [name, company, ...spaces.map((space) => space.name)]
        .join(" ")
        .toLowerCase()
        .includes(find.toLowerCase()),
    ) ?? [];
  return (
    <Page
      title={t("nav.tenants")}
      hint={tenants.data ? t("tenants.found", { count: shown.length }) : " "}
      actions={
        mayKeepTenants(user) &&
        site.id > 0 && (
          <>
            <Button
              variant="default"
              leftSection={<IconUpload aria-hidden size={18} />}
              onClick={() => setOpened("import")}
            >
              {t("leases.import")}
            </Button>
            <Button
              leftSection={<IconUserPlus aria-hidden size={18} />}
              onClick={() => setOpened("tenant")}
            >
              {t("tenants.add")}
            </Button>
          </>
        )
      }
    >
      {opened === "import" && <LeaseImportDrawer onClose={close} />}
      {opened === "tenant" && (
        <TenantDrawer
          onClose={close}
          onSaved={(id) => void navigate({ to: "/tenants/$tenantId", params: { tenantId: id } })}
        />
      )}
      <Filters>
        <TextInput
          aria-label={t("tenants.find")}
          placeholder={t("tenants.find")}
          leftSection={<IconSearch aria-hidden size={18} />}
          type="search"
          value={find}
          onChange={(event) => setFind(event.currentTarget.value)}
        />
      </Filters>
      <div className="surface">
        <Answered query={tenants} height={640}>
          {() =>
            shown.length === 0 ? (
              <EmptyState icon={<IconUsers aria-hidden size={36} />} text={t("tenants.none")} />
            ) : (
              <TenantRows tenants={shown} />
            )
          }
        </Answered>
      </div>
    </Page>
  );
}

function TenantRows({ tenants }: { tenants: readonly TenantSummary[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<TenantSummary>[] = [
    {
      name: t("tenants.tenant"),
      renderCell: ({ name, spaces }) => (
        <>
          <Text span fw={600} display="block">
            {name}
          </Text>
          <Text span size="sm" c="dimmed">
            {spaces.map((space) => space.name).join(", ")}
          </Text>
        </>
      ),
    },
    {
      name: t("tenants.utilities"),
      renderCell: ({ commodities }) => (
        <span style={{ display: "inline-flex", gap: 4 }}>
          {commodities.map((commodity) => (
            <span key={commodity} title={t(`commodity.${commodity}`)}>
              <CommodityIcon commodity={commodity} size={28} />
              <VisuallyHidden>{t(`commodity.${commodity}`)}</VisuallyHidden>
            </span>
          ))}
        </span>
      ),
    },
    {
      name: t("tenants.since"),
      from: "tablet",
      renderCell: ({ leaseFrom }) => (leaseFrom === null ? "–" : formatDay(leaseFrom)),
    },
    {
      name: t("tenants.lastBill"),
      from: "tablet",
      renderCell: ({ lastBill }) => (lastBill === null ? "–" : formatPeriod(lastBill)),
    },
    {
      name: t("bills.total"),
      figures: true,
      renderCell: ({ lastBill }) =>
        lastBill === null ? "–" : formatMoney(lastBill.totalMinor, lastBill.currency),
    },
    { name: t("tenants.stateName"), renderCell: ({ state }) => t(`tenants.state.${state}`) },
  ];
  return (
    <Rows
      label={t("nav.tenants")}
      rows={tenants}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({ to: "/tenants/$tenantId", params: { tenantId: id } })}
    />
  );
}
