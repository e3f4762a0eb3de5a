import { Button, Stack, Text } from "@mantine/core";
import { IconCash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Tenant } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { BillRows } from "#web/features/bills/bill-rows.tsx";
import { MeterRows } from "#web/features/meters/meter-rows.tsx";
import { CostsSoFarSection } from "./costs-so-far.tsx";

const BILLS_SHOWN = 3;

/** A tenant's first screen: what this month costs, what is used now, what is owed, the last bills. */
export function HomePage({ tenantId }: { tenantId: number }) {
  const { t } = useTranslation();
  const tenant = useQuery(read("GET /tenants/:id", { params: { id: tenantId } }));
  const meters = useQuery({ ...read("GET /meters", { query: {} }), refetchInterval: 60_000 });
  return (
    <Answered query={tenant} height={720}>
      {(data) => (
        <Page title={data.company || data.name} hint={t("home.hint")}>
          <Stack gap="md">
            <CostsSoFarSection tenantId={tenantId} />
            <Section title={t("nav.meters")} flush>
              <Answered query={meters} height={180}>
                {({ meters: own }) => <MeterRows meters={own} />}
              </Answered>
            </Section>
            {data.leases.map(({ id, space }) => (
              <AccountSection key={id} leaseId={id} space={space.name} />
            ))}
            <LastBills tenant={data} />
          </Stack>
        </Page>
      )}
    </Answered>
  );
}

function AccountSection({ leaseId, space }: { leaseId: number; space: string }) {
  const { t } = useTranslation();
  const account = useQuery(read("GET /accounts/:id", { params: { id: leaseId } }));
  return (
    <Section
      title={`${t("accounts.account")} · ${space}`}
      aside={
        <Button
          variant="default"
          component={Link}
          to={`/accounts/${leaseId}`}
          leftSection={<IconCash aria-hidden size={18} />}
        >
          {t("home.statement")}
        </Button>
      }
    >
      <Answered query={account} height={60}>
        {({ balanceMinor, currency }) => (
          <Facts
            facts={[
              [
                t(balanceMinor.startsWith("-") ? "accounts.inCredit" : "accounts.owed"),
                formatMoney(balanceMinor.replace("-", ""), currency),
              ],
            ]}
          />
        )}
      </Answered>
    </Section>
  );
}

function LastBills({ tenant: { bills } }: { tenant: Tenant }) {
  const { t } = useTranslation();
  return (
    <Section
      title={t("home.lastBills")}
      aside={<Link to="/bills">{t("home.allBills")}</Link>}
      flush
    >
      {bills.length === 0 ? (
        <Text c="dimmed" p="md">
          {t("home.noBills")}
        </Text>
      ) : (
        <BillRows bills={bills.slice(0, BILLS_SHOWN)} ofOne />
      )}
    </Section>
  );
}
