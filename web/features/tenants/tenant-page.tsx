import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Lease, Tenant } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { CommodityName } from "#web/components/commodity.tsx";
import { Facts } from "#web/components/facts.tsx";
import { formatDay, formatDecimal } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { type Column, Rows } from "#web/components/rows.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { BillRows } from "#web/features/bills/bill-rows.tsx";
import { languageName } from "#web/i18n/i18n.ts";

/** One tenant: leases with their points and tariffs, and the newest bills. */
export function TenantPage() {
  const { tenantId } = useParams({ from: "/tenants/$tenantId" });
  const tenant = useQuery(read("GET /tenants/:id", { params: { id: tenantId } }));
  return (
    <Answered query={tenant} height={720}>
      {(data) => <TenantContent tenant={data} />}
    </Answered>
  );
}

function TenantContent({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  return (
    <Page
      back={{ to: "/tenants", name: t("nav.tenants") }}
      title={tenant.name}
      hint={[tenant.company, t(`tenants.state.${tenant.state}`)].filter(Boolean).join(" · ")}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Section title={t("tenants.contact")}>
            <Facts
              facts={[
                [t("tenants.address"), tenant.addressLines.join(", ") || "–"],
                [t("tenants.emails"), tenant.emails.join(", ") || "–"],
                [t("tenants.telephone"), tenant.telephone || "–"],
                [t("tenants.language"), languageName(tenant.language)],
              ]}
            />
          </Section>
          {tenant.leases.slice(0, 1).map((lease) => (
            <LeaseFacts key={lease.id} lease={lease} />
          ))}
        </SimpleGrid>
        {tenant.leases.map((lease) => (
          <LeasedPoints key={lease.id} lease={lease} />
        ))}
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
    </Page>
  );
}

function LeaseFacts({ lease }: { lease: Lease }) {
  const { t } = useTranslation();
  return (
    <Section title={t("tenants.lease")}>
      <Facts
        facts={[
          [t("tenants.unit"), lease.space.name],
          [t("tenants.area"), `${formatDecimal(lease.space.areaM2)} m²`],
          [t("tenants.since"), formatDay(lease.startsOn)],
          [t("tenants.until"), lease.endsOn ? formatDay(lease.endsOn) : t("tenants.openEnded")],
          [t("tenants.billed"), t(`tenants.cycle.${lease.cycle.every}`)],
          [t("tenants.runAfterDays"), String(lease.cycle.runAfterDays)],
          [t("tenants.dueDays"), String(lease.dueDays)],
        ]}
      />
    </Section>
  );
}

type Point = Lease["points"][number];

function LeasedPoints({ lease }: { lease: Lease }) {
  const { t } = useTranslation();
  const columns: readonly Column<Point>[] = [
    {
      name: t("tenants.point"),
      renderCell: ({ name }) => (
        <Text span fw={600}>
          {name}
        </Text>
      ),
    },
    {
      name: t("tenants.utility"),
      renderCell: ({ commodity }) => <CommodityName commodity={commodity} />,
    },
    {
      name: t("meters.meter"),
      renderCell: ({ meter }) =>
        meter ? (
          <Link to="/meters/$meterId" params={{ meterId: meter.id }}>
            {meter.serialNumber}
          </Link>
        ) : (
          "–"
        ),
    },
    { name: t("bills.tariff"), renderCell: ({ tariff }) => tariff.name },
    {
      name: t("tenants.since"),
      from: "tablet",
      renderCell: ({ startsOn }) => formatDay(startsOn),
    },
  ];
  return (
    <Section title={t("tenants.pointsOf", { space: lease.space.name })} flush>
      <Rows
        label={t("tenants.pointsOf", { space: lease.space.name })}
        rows={lease.points}
        columns={columns}
        keyOf={({ id, startsOn }) => `${id} ${startsOn}`}
      />
    </Section>
  );
}
