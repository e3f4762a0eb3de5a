import { Button, Group, Stack, Text } from "@mantine/core";
import { IconCash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account } from "#api/contract/accounts.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { isStaff, mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { BookingDialog } from "./booking-dialog.tsx";
import { Statement } from "./statement.tsx";

/** The account of a lease: what is open, and everything that happened. */
export function AccountPage() {
  const { leaseId } = useParams({ from: "/accounts/$leaseId" });
  const account = useQuery(read("GET /accounts/:id", { params: { id: leaseId } }));
  return (
    <Answered query={account} height={720}>
      {(data) => <AccountContent account={data} />}
    </Answered>
  );
}

function AccountContent({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const { currency, tenant } = account;
  const isCredit = account.balanceMinor.startsWith("-");
  return (
    <Page
      {...(isStaff(user) && { back: { to: "/accounts" as const, name: t("nav.accounts") } })}
      title={tenant.name}
      hint={
        <>
          <Link to="/tenants/$tenantId" params={{ tenantId: tenant.id }}>
            {t("accounts.toTenant")}
          </Link>{" "}
          · {account.space}
        </>
      }
      actions={mayCorrectMoney(user) && <AccountActions account={account} />}
    >
      <Stack gap="md">
        <Section title={t("accounts.account")}>
          <Facts
            facts={[
              [
                t(isCredit ? "accounts.inCredit" : "accounts.owed"),
                formatMoney(account.balanceMinor.replace("-", ""), currency),
              ],
              [t("accounts.deposit"), formatMoney(account.depositMinor, currency)],
            ]}
          />
        </Section>
        <Section title={t("accounts.open")} flush>
          {account.openItems.length === 0 ? (
            <Text c="dimmed" p="md">
              {t("accounts.nothingOpen")}
            </Text>
          ) : (
            <OpenItems account={account} />
          )}
        </Section>
        <Section title={t("accounts.statement")} flush>
          <Statement account={account} />
        </Section>
      </Stack>
    </Page>
  );
}

type Item = Account["openItems"][number];

function OpenItems({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { currency } = account;
  const columns: readonly Column<Item>[] = [
    {
      name: t("bills.bill"),
      renderCell: ({ billId, billNumber }) =>
        billId === null ? (
          t("accounts.otherCharge")
        ) : (
          <Link to="/bills/$billId" params={{ billId }}>
            {billNumber}
          </Link>
        ),
    },
    { name: t("bills.due"), renderCell: ({ dueOn }) => formatDay(dueOn) },
    {
      name: t("accounts.overdue"),
      renderCell: ({ daysOverdue }) =>
        daysOverdue > 0 ? t("accounts.days", { count: daysOverdue }) : "–",
    },
    {
      name: t("bills.total"),
      figures: true,
      from: "tablet",
      renderCell: ({ amountMinor }) => formatMoney(amountMinor, currency),
    },
    {
      name: t("accounts.stillOpen"),
      figures: true,
      renderCell: ({ openMinor }) => (
        <Text span fw={600}>
          {formatMoney(openMinor, currency)}
        </Text>
      ),
    },
  ];
  return (
    <Rows
      label={t("accounts.open")}
      rows={account.openItems}
      columns={columns}
      keyOf={({ entryId }) => entryId}
    />
  );
}

function AccountActions({ account }: { account: Account }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [booking, setBooking] = useState(false);
  const settle = useMutation({
    mutationFn: () => call("POST /accounts/:id/settlement", { params: { id: account.leaseId } }),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => `${queryKey[0]}`.startsWith("GET /accounts"),
      }),
  });
  return (
    <Group gap="sm">
      {account.maySettle && (
        <Button variant="default" loading={settle.isPending} onClick={() => settle.mutate()}>
          {t("accounts.settle")}
        </Button>
      )}
      <Button leftSection={<IconCash aria-hidden size={20} />} onClick={() => setBooking(true)}>
        {t("accounts.book")}
      </Button>
      {booking && <BookingDialog account={account} onClose={() => setBooking(false)} />}
    </Group>
  );
}
