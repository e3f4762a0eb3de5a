import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Account, StatementEntry } from "#api/contract/accounts.ts";
import { call } from "#web/api/call.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { formatDay, formatMoney } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";

/** Everything that happened to an account, newest first, with the balance after it. */
export function Statement({ account }: { account: Account }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const { currency } = account;
  const columns: readonly Column<StatementEntry>[] = [
    {
      name: t("accounts.entry"),
      renderCell: (entry) => (
        <>
          <Text span fw={600} display="block">
            {t(`accounts.kind.${entry.kind}`)}
          </Text>
          <Text span size="sm" c="dimmed">
            {entry.billId !== null && (
              <Link to="/bills/$billId" params={{ billId: entry.billId }}>
                {entry.billNumber}
              </Link>
            )}
            {entry.note !== "" && ` ${entry.note}`}
          </Text>
        </>
      ),
    },
    { name: t("accounts.bookedOn"), renderCell: ({ bookedOn }) => formatDay(bookedOn) },
    {
      name: t("bills.amount"),
      figures: true,
      renderCell: ({ receivableMinor, depositMinor }) =>
        receivableMinor === "0" ? (
          <Text span c="dimmed">
            {t("accounts.depositChange", { amount: formatMoney(depositMinor, currency) })}
          </Text>
        ) : (
          formatMoney(receivableMinor, currency)
        ),
    },
    {
      name: t("accounts.balance"),
      figures: true,
      renderCell: ({ balanceMinor }) => formatMoney(balanceMinor, currency),
    },
    ...(mayCorrectMoney(user)
      ? [
          {
            name: t("accounts.takeBack"),
            renderCell: (entry: StatementEntry) => <TakeBack account={account} entry={entry} />,
          },
        ]
      : []),
  ];
  return (
    <Rows
      label={t("accounts.statement")}
      rows={account.statement.toReversed()}
      columns={columns}
      keyOf={({ id }) => id}
    />
  );
}

/** Bills are corrected by credit notes, and what is taken back stays so. */
const FINAL: readonly StatementEntry["kind"][] = ["bill", "credit-note", "reversal"];

function TakeBack({ account, entry }: { account: Account; entry: StatementEntry }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const reverse = useMutation({
    mutationFn: () =>
      call("POST /accounts/:id/entries/:entryId/reversal", {
        params: { id: account.leaseId, entryId: entry.id },
        body: {},
      }),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => `${queryKey[0]}`.startsWith("GET /accounts"),
      }),
  });
  if (entry.reversedByEntryId !== null) return t("accounts.takenBack");
  if (FINAL.includes(entry.kind)) return "–";
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={reverse.isPending}
      onClick={() => reverse.mutate()}
    >
      {t("accounts.takeBack")}
    </Button>
  );
}
