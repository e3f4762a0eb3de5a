import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CostPoolOnWire } from "#api/contract/cost-pools.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useErrorText } from "#web/components/states.tsx";
import { dayAfter } from "./neighbour-day.ts";

/** A supplier's invoice, divided over those who were there in its days. */
export function InvoiceDialog({ pool, onClose }: { pool: CostPoolOnWire; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [from, setFrom] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [amount, setAmount] = useState("");
  const [description, setDescription] = useState("");
  const [invoiceNumber, setInvoiceNumber] = useState("");
  const divide = useMutation({
    mutationFn: () =>
      call("POST /cost-pools/:id/costs", {
        params: { id: pool.id },
        body: {
          from,
          to: dayAfter(lastDay),
          amount: amount.replace(",", "."),
          description,
          invoiceNumber,
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["GET /cost-pools"] });
      onClose();
    },
  });
  const isReady = from !== "" && lastDay >= from && /^-?\d+(?:[.,]\d+)?$/.test(amount);
  return (
    <Modal opened onClose={onClose} title={t("costs.invoiceOf", { name: pool.name })} centered>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) divide.mutate();
        }}
      >
        <Stack gap="md">
          {divide.isError && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
              {errorText(divide.error)}
            </Alert>
          )}
          <Group grow align="flex-start">
            <TextInput
              label={t("bills.firstDay")}
              type="date"
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              label={t("bills.lastDay")}
              type="date"
              value={lastDay}
              min={from}
              onChange={(event) => setLastDay(event.currentTarget.value)}
            />
          </Group>
          <Group grow align="flex-start">
            <TextInput
              label={t("costs.amountNet", { currency: site.currency })}
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.currentTarget.value.trim())}
            />
            <TextInput
              label={t("costs.invoiceNumber")}
              value={invoiceNumber}
              onChange={(event) => setInvoiceNumber(event.currentTarget.value)}
            />
          </Group>
          <TextInput
            label={t("costs.description")}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!isReady} loading={divide.isPending}>
              {t("costs.divide")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
