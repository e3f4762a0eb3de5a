import { Button, Text } from "@mantine/core";
import { IconUpload, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Arrears } from "#api/contract/accounts.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { PaymentImportDrawer } from "./payment-import.tsx";

/** What every tenant owes, by age: those who owe longest and most first. */
export function AccountsPage() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const [importing, setImporting] = useState(false);
  const accounts = useQuery(read("GET /accounts"));
  const ages = ["notDue", "to30", "to60", "to90", "longer"] as const;
  const columns: readonly Column<Arrears>[] = [
    {
      name: t("bills.tenant"),
      renderCell: ({ tenant, space }) => (
        <>
          <Text span fw={600} display="block">
            {tenant.name}
          </Text>
          <Text span size="sm" c="dimmed">
            {space}
          </Text>
        </>
      ),
    },
    ...ages.map((age, n): Column<Arrears> => ({
      name: t(`accounts.age.${age}`),
      figures: true,
      from: "desktop",
      renderCell: ({ byAge, currency }) =>
        byAge[n] === "0" ? "–" : formatMoney(byAge[n] ?? "0", currency),
    })),
    {
      name: t("accounts.balance"),
      figures: true,
      renderCell: ({ balanceMinor, currency }) => (
        <Text span fw={600}>
          {formatMoney(balanceMinor, currency)}
        </Text>
      ),
    },
  ];
  return (
    <Page
      title={t("nav.accounts")}
      hint={t("accounts.help")}
      actions={
        <>
          <Button variant="default" component={Link} to="/shared-costs">
            {t("costs.costs")}
          </Button>
          {mayCorrectMoney(user) && (
            <Button
              leftSection={<IconUpload aria-hidden size={20} />}
              onClick={() => setImporting(true)}
            >
              {t("accounts.import")}
            </Button>
          )}
        </>
      }
    >
      <Answered query={accounts} height={640}>
        {(data) => (
          <>
            <Section title={t("accounts.arrears")}>
              <Facts
                facts={[
                  ...ages.map(
                    (age, n) =>
                      [
                        t(`accounts.age.${age}`),
                        formatMoney(data.byAge[n] ?? "0", site.currency),
                      ] as const,
                  ),
                  [t("accounts.total"), formatMoney(data.totalMinor, site.currency)],
                ]}
              />
            </Section>
            <div className="surface" style={{ marginTop: "var(--mantine-spacing-md)" }}>
              {data.accounts.length === 0 ? (
                <EmptyState icon={<IconUsers aria-hidden size={36} />} text={t("accounts.none")} />
              ) : (
                <Rows
                  label={t("nav.accounts")}
                  rows={data.accounts.toSorted(worstFirst)}
                  columns={columns}
                  keyOf={({ leaseId }) => leaseId}
                  linkOf={({ leaseId }) => ({ to: "/accounts/$leaseId", params: { leaseId } })}
                />
              )}
            </div>
          </>
        )}
      </Answered>
      {importing && <PaymentImportDrawer onClose={() => setImporting(false)} />}
    </Page>
  );
}

/** The longest overdue first, then by what is owed. */
function worstFirst(a: Arrears, b: Arrears): number {
  for (let n = a.byAge.length - 1; n > 0; n -= 1) {
    const difference = BigInt(b.byAge[n] ?? 0) - BigInt(a.byAge[n] ?? 0);
    if (difference !== 0n) return difference > 0n ? 1 : -1;
  }
  const difference = BigInt(b.balanceMinor) - BigInt(a.balanceMinor);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
