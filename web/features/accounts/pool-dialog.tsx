import { Alert, Button, Group, Modal, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useErrorText } from "#web/components/states.tsx";

const KEYS = ["area", "consumption", "equal", "fixed"] as const;
const WHOLE = 100;

/** A cost that is divided from now on. */
export function PoolDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [name, setName] = useState("");
  const [source, setSource] = useState<"amount" | "invoice">("amount");
  const [amount, setAmount] = useState("");
  const [startsOn, setStartsOn] = useState("");
  const [vacancy, setVacancy] = useState<"owner" | "re-spread">("owner");
  const [taxRate, setTaxRate] = useState("");
  const [first, setFirst] = useState<(typeof KEYS)[number]>("area");
  const [second, setSecond] = useState<(typeof KEYS)[number] | null>(null);
  const [percent, setPercent] = useState(WHOLE);
  const add = useMutation({
    mutationFn: () =>
      call("POST /cost-pools", {
        body: {
          siteId: site.id,
          name,
          source,
          ...(source === "amount" && { monthlyAmount: amount.replace(",", ".") }),
          ...(taxRate !== "" && { taxRate: taxRate.replace(",", ".") }),
          startsOn,
          vacancy,
          parts:
            second === null
              ? [{ key: first, percent: "100" }]
              : [
                  { key: first, percent: String(percent) },
                  { key: second, percent: String(WHOLE - percent) },
                ],
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["GET /cost-pools"] });
      onClose();
    },
  });
  const keys = KEYS.map((value) => ({ value, label: t(`bills.key.${value}`) }));
  const isReady = name.trim() !== "" && startsOn !== "" && (source === "invoice" || amount !== "");
  return (
    <Modal opened onClose={onClose} title={t("costs.add")} centered>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <Stack gap="md">
          {add.isError && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
              {errorText(add.error)}
            </Alert>
          )}
          <TextInput
            label={t("costs.name")}
            description={t("costs.nameHelp")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={t("costs.from")}
            allowDeselect={false}
            value={source}
            onChange={(value) => setSource(value === "invoice" ? "invoice" : "amount")}
            data={(["amount", "invoice"] as const).map((value) => ({
              value,
              label: t(`costs.source.${value}`),
            }))}
          />
          <Group grow align="flex-start">
            {source === "amount" && (
              <TextInput
                label={t("costs.monthly", { currency: site.currency })}
                inputMode="decimal"
                value={amount}
                onChange={(event) => setAmount(event.currentTarget.value)}
              />
            )}
            <TextInput
              label={t("costs.taxRate")}
              inputMode="decimal"
              value={taxRate}
              onChange={(event) => setTaxRate(event.currentTarget.value)}
            />
          </Group>
          <Group grow align="flex-start">
            <Select
              label={t("costs.key")}
              allowDeselect={false}
              value={first}
              onChange={(value) => setFirst(KEYS.find((key) => key === value) ?? "area")}
              data={keys}
            />
            <Select
              label={t("costs.secondKey")}
              clearable
              value={second}
              onChange={(value) => setSecond(KEYS.find((key) => key === value) ?? null)}
              data={keys}
            />
          </Group>
          {second !== null && (
            <NumberInput
              label={t("costs.percentFirst")}
              min={1}
              max={WHOLE - 1}
              value={percent}
              onChange={(value) => setPercent(Number(value))}
            />
          )}
          <Group grow align="flex-start">
            <Select
              label={t("costs.vacant")}
              allowDeselect={false}
              value={vacancy}
              onChange={(value) => setVacancy(value === "re-spread" ? "re-spread" : "owner")}
              data={(["owner", "re-spread"] as const).map((value) => ({
                value,
                label: t(`costs.vacancy.${value}`),
              }))}
            />
            <TextInput
              label={t("costs.startsOn")}
              type="date"
              value={startsOn}
              onChange={(event) => setStartsOn(event.currentTarget.value)}
            />
          </Group>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!isReady} loading={add.isPending}>
              {t("costs.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
