import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconShare } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CostPoolOnWire } from "#api/contract/cost-pools.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { formatMoney, formatNamed, formatPercent } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { formatPeriod } from "#web/features/bills/period.ts";
import { InvoiceDialog } from "./invoice-dialog.tsx";
import { PoolDialog } from "./pool-dialog.tsx";

/** Costs that tenants share: how each is divided, and what was divided so far. */
export function SharedCostsPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [adding, setAdding] = useState(false);
  const pools = useQuery(read("GET /cost-pools"));
  return (
    <Page
      back={{ to: "/accounts", name: t("nav.accounts") }}
      title={t("costs.costs")}
      hint={t("costs.help")}
      actions={
        mayCorrectMoney(user) && (
          <Button leftSection={<IconPlus aria-hidden size={20} />} onClick={() => setAdding(true)}>
            {t("costs.add")}
          </Button>
        )
      }
    >
      <Answered query={pools} height={480}>
        {(data) =>
          data.pools.length === 0 ? (
            <div className="surface">
              <EmptyState icon={<IconShare aria-hidden size={36} />} text={t("costs.none")} />
            </div>
          ) : (
            <Stack gap="md">
              {data.pools.map((pool) => (
                <Pool key={pool.id} pool={pool} />
              ))}
            </Stack>
          )
        }
      </Answered>
      {adding && <PoolDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

type Cost = CostPoolOnWire["costs"][number];

function Pool({ pool }: { pool: CostPoolOnWire }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const [entering, setEntering] = useState(false);
  const [changing, setChanging] = useState(false);
  const money = (minor: string) => formatMoney(minor, site.currency);
  const columns: readonly Column<Cost>[] = [
    {
      name: t("bills.period"),
      renderCell: ({ from, to, description }) => (
        <>
          {formatPeriod({ periodFrom: from, periodTo: to })}
          {description !== "" && (
            <Text span size="sm" c="dimmed" display="block">
              {description}
            </Text>
          )}
        </>
      ),
    },
    { name: t("costs.cost"), figures: true, renderCell: (cost) => money(cost.amountMinor) },
    { name: t("costs.billed"), figures: true, renderCell: (cost) => money(cost.billedMinor) },
    { name: t("costs.owner"), figures: true, renderCell: (cost) => money(cost.ownerMinor) },
  ];
  const keys = pool.parts.map(
    ({ key, percent }) => `${formatPercent(percent)} ${t(`bills.key.${key}`)}`,
  );
  return (
    <Section
      title={pool.name}
      flush
      aside={
        mayCorrectMoney(user) && (
          <Group gap="xs">
            {pool.source === "invoice" && (
              <Button size="compact-md" variant="default" onClick={() => setEntering(true)}>
                {t("costs.enterInvoice")}
              </Button>
            )}
            <Button
              size="compact-md"
              variant="default"
              aria-label={formatNamed(t("common.edit"), pool.name)}
              onClick={() => setChanging(true)}
            >
              {t("common.edit")}
            </Button>
          </Group>
        )
      }
    >
      <Text c="dimmed" px="md" pb="xs">
        {[
          t(`costs.source.${pool.source}`),
          ...(pool.metered ? [`${pool.metered.point}, ${pool.metered.tariff}`] : []),
          ...keys,
          t(`costs.vacancy.${pool.vacancy}`),
          t("costs.units", { count: pool.units.length }),
        ].join(" · ")}
      </Text>
      {pool.costs.length > 0 && (
        <Rows label={pool.name} rows={pool.costs} columns={columns} keyOf={({ id }) => id} />
      )}
      {changing && <PoolDialog pool={pool} onClose={() => setChanging(false)} />}
      {entering && <InvoiceDialog pool={pool} onClose={() => setEntering(false)} />}
    </Section>
  );
}
