import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDoorEnter, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tenant } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { isStaff, mayKeepTenants, useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { BillRows } from "#web/features/bills/bill-rows.tsx";
import { languageName } from "#web/i18n/i18n.ts";
import { CostsSoFarSection } from "#web/features/home/costs-so-far.tsx";
import { ExemptionsSection } from "#web/features/tariff-inputs/exemptions-section.tsx";
import { LeaseSections } from "./lease-sections.tsx";
import { MoveInDrawer } from "./move-in-drawer.tsx";
import { TenantDrawer } from "./tenant-drawer.tsx";
import { TenantMenu } from "./tenant-menu.tsx";

const route = getRouteApi("/tenants/$tenantId");

/** One tenant: how it is reached, what it leases, what it was billed. */
export function TenantPage() {
  const { tenantId } = route.useParams();
  const tenant = useQuery(read("GET /tenants/:id", { params: { id: tenantId } }));
  return (
    <Answered query={tenant} height={720}>
      {(data) => <TenantContent tenant={data} />}
    </Answered>
  );
}

function TenantContent({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [open, setOpen] = useState<"tenant" | "lease">();
  const mayKeep = mayKeepTenants(user) && !tenant.erased;
  const close = () => setOpen(undefined);
  return (
    <Page
      back={{ to: "/tenants", name: t("nav.tenants") }}
      title={tenant.name}
      hint={[tenant.company, t(`tenants.state.${tenant.state}`)].filter(Boolean).join(" · ")}
      actions={
        mayKeep && (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconPencil aria-hidden size={18} />}
              onClick={() => setOpen("tenant")}
            >
              {t("common.edit")}
            </Button>
            <Button
              leftSection={<IconDoorEnter aria-hidden size={18} />}
              onClick={() => setOpen("lease")}
            >
              {t("leases.moveIn")}
            </Button>
            <TenantMenu tenant={tenant} />
          </Group>
        )
      }
    >
      <Stack gap="md">
        <Section title={t("tenants.contact")}>
          <TenantFacts tenant={tenant} />
        </Section>
        {tenant.leases.length === 0 && !tenant.erased && (
          <Section title={t("tenants.lease")}>
            <Text c="dimmed">{t("leases.none")}</Text>
          </Section>
        )}
        {tenant.leases.map((lease) => (
          <LeaseSections key={lease.id} lease={lease} mayKeep={mayKeep} />
        ))}
        {isStaff(user) && <ExemptionsSection tenant={tenant} />}
        {tenant.state === "current" && <CostsSoFarSection tenantId={tenant.id} />}
        <Section
          title={t("nav.bills")}
          flush
          aside={
            <Link to="/bills" search={{ tenant: tenant.id }}>
              {t("tenants.allBills")}
            </Link>
          }
        >
          {tenant.bills.length === 0 ? (
            <Text c="dimmed" p="md">
              {t("bills.none")}
            </Text>
          ) : (
            <BillRows bills={tenant.bills} ofOne />
          )}
        </Section>
      </Stack>
      {open === "tenant" && <TenantDrawer tenant={tenant} onClose={close} onSaved={close} />}
      {open === "lease" && <MoveInDrawer tenant={tenant} onClose={close} />}
    </Page>
  );
}

function TenantFacts({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  if (tenant.erased) return <Text c="dimmed">{t("tenants.erased")}</Text>;
  return (
    <Facts
      facts={[
        [t("tenants.address"), tenant.addressLines.join(", ") || "–"],
        [t("tenants.emails"), tenant.emails.join(", ") || "–"],
        [t("tenants.telephones"), tenant.telephones.join(", ") || "–"],
        [t("tenants.language"), languageName(tenant.language)],
        [t("settings.taxNumber"), tenant.taxNumber || "–"],
        ...(isStaff(user) && tenant.note !== ""
          ? ([[t("tenants.note"), tenant.note]] as const)
          : []),
        ...tenant.contacts.map(
          ({ name, position, email, telephone }) =>
            [
              position || t("tenants.contactPerson"),
              [name, email, telephone].filter(Boolean).join(", "),
            ] as const,
        ),
      ]}
    />
  );
}
