import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Account, BookingAsked } from "#api/contract/accounts.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { formatMoney } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";

const AMOUNT = /^\d+(?:[.,]\d+)?$/;

/** Books a payment, or what else the account allows now. */
export function BookingDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [kind, setKind] = useState<BookingAsked["kind"]>("payment");
  const [amount, setAmount] = useState("");
  const { site } = useSignedIn();
  const [bookedOn, setBookedOn] = useState(dayAt(useNow(), site.timeZone));
  const [billId, setBillId] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const book = useMutation({
    mutationFn: () =>
      call("POST /accounts/:id/entries", {
        params: { id: account.leaseId },
        body: {
          kind,
          amount: amount.replace(",", "."),
          bookedOn,
          note,
          ...(billId !== null && { billId: Number(billId) }),
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => /^GET \/(?:bills|accounts)/.test(`${queryKey[0]}`),
      });
      onClose();
    },
  });
  const bills = account.openItems.flatMap(({ billId: id, billNumber, openMinor }) =>
    id === null
      ? []
      : [
          {
            value: String(id),
            label: `${billNumber} · ${formatMoney(openMinor, account.currency)}`,
          },
        ],
  );
  const isAmount = AMOUNT.test(amount);
  return (
    <Modal opened onClose={onClose} title={t("accounts.book")} centered>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isAmount) book.mutate();
        }}
      >
        <Stack gap="md">
          {book.isError && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
              {errorText(book.error)}
            </Alert>
          )}
          <Select
            label={t("accounts.what")}
            value={kind}
            allowDeselect={false}
            onChange={(value) => setKind((value ?? "payment") as BookingAsked["kind"])}
            data={account.availableBookings.map((value) => ({
              value,
              label: t(`accounts.kind.${value}`),
            }))}
          />
          <Group grow align="flex-start">
            <TextInput
              label={t("accounts.amountIn", { currency: account.currency })}
              inputMode="decimal"
              value={amount}
              error={amount !== "" && !isAmount ? t("accounts.amountWanted") : undefined}
              onChange={(event) => setAmount(event.currentTarget.value.trim())}
            />
            <TextInput
              label={t("accounts.bookedOn")}
              type="date"
              value={bookedOn}
              onChange={(event) => setBookedOn(event.currentTarget.value)}
            />
          </Group>
          {bills.length > 0 && (
            <Select
              label={t("accounts.forBill")}
              placeholder={t("accounts.oldestFirst")}
              clearable
              value={billId}
              onChange={setBillId}
              data={bills}
            />
          )}
          <TextInput
            label={t("accounts.note")}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!isAmount} loading={book.isPending}>
              {t("accounts.bookNow")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The site's day, `2026-11-25`: Swedish writes days as ISO does. */
function dayAt(epochMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(epochMs);
}
