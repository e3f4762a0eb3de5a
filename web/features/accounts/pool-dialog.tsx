import { Alert, Button, Group, Modal, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CostPoolOnWire } from "#api/contract/cost-pools.ts";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { fromMinor } from "#domain/core/money.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { readDecimal } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { dayAfter, dayBefore } from "./neighbour-day.ts";
import { type ChosenMeter, PoolMeter } from "./pool-meter.tsx";
import { PoolUnits } from "./pool-units.tsx";

const KEYS = ["area", "consumption", "equal", "fixed"] as const;
const SOURCES = ["amount", "meter", "invoice"] as const;
const WHOLE = 100;

/** A cost that is divided from now on, or one whose rules change from now on. */
export function PoolDialog({ pool, onClose }: { pool?: CostPoolOnWire; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [name, setName] = useState(pool?.name ?? "");
  const [source, setSource] = useState(pool?.source ?? "amount");
  const [meter, setMeter] = useState<ChosenMeter>({ point: undefined, tariffId: undefined });
  const [amount, setAmount] = useState(monthlyOf(pool, site.currency));
  const [startsOn, setStartsOn] = useState(pool?.startsOn ?? "");
  const [lastDay, setLastDay] = useState(pool?.endsOn ? dayBefore(pool.endsOn) : "");
  const [vacancy, setVacancy] = useState(pool?.vacancy ?? "owner");
  const [taxRate, setTaxRate] = useState(pool?.taxRate ?? "");
  const [first, setFirst] = useState(pool?.parts[0]?.key ?? "area");
  const [second, setSecond] = useState(pool?.parts[1]?.key ?? null);
  const [useOf, setUseOf] = useState<Commodity | null>(pool?.commodity ?? null);
  const [percent, setPercent] = useState(Number(pool?.parts[0]?.percent ?? WHOLE));
  const [shares, setShares] = useState<ReadonlyMap<number, string>>(
    new Map(pool?.units.map(({ id, fixedShare }) => [id, fixedShare])),
  );
  const parts =
    second === null
      ? [{ key: first, percent: "100" }]
      : [
          { key: first, percent: String(percent) },
          { key: second, percent: String(WHOLE - percent) },
        ];
  const isByUse = parts.some(({ key }) => key === "consumption");
  const counted = useOf ?? meter.point?.commodity;
  const add = useMutation({
    mutationFn: () =>
      pool
        ? call("PATCH /cost-pools/:id", {
            params: { id: pool.id },
            body: {
              name,
              ...(source === "amount" && { monthlyAmount: readDecimal(amount) }),
              taxRate: taxRate === "" ? null : readDecimal(taxRate),
              endsOn: lastDay === "" ? null : dayAfter(lastDay),
              vacancy,
              parts,
              ...(isByUse && { commodity: counted }),
              units: Array.from(shares, ([spaceId, share]) => ({
                spaceId,
                fixedShare: readDecimal(share),
              })),
            },
          })
        : call("POST /cost-pools", {
            body: {
              siteId: site.id,
              name,
              source,
              ...(source === "amount" && { monthlyAmount: readDecimal(amount) }),
              ...(source === "meter" && {
                servicePointId: meter.point?.id,
                tariffId: meter.tariffId,
              }),
              ...(isByUse && { commodity: counted }),
              ...(taxRate !== "" && { taxRate: readDecimal(taxRate) }),
              startsOn,
              vacancy,
              parts,
            },
          }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["GET /cost-pools"] });
      onClose();
    },
  });
  const keys = KEYS.map((value) => ({ value, label: t(`bills.key.${value}`) }));
  const hasSource = {
    amount: amount !== "",
    invoice: true,
    meter: pool !== undefined || meter.tariffId !== undefined,
  };
  const isReady =
    name.trim() !== "" &&
    startsOn !== "" &&
    hasSource[source] &&
    (!isByUse || counted !== undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      title={pool ? t("costs.change", { name: pool.name }) : t("costs.add")}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
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
          {pool ? (
            <Text c="dimmed">{t("costs.changeHelp")}</Text>
          ) : (
            <Select
              label={t("costs.from")}
              allowDeselect={false}
              value={source}
              onChange={(value) => setSource(SOURCES.find((one) => one === value) ?? "amount")}
              data={SOURCES.map((value) => ({
                value,
                label: t(`costs.source.${value}`),
              }))}
            />
          )}
          {!pool && source === "meter" && <PoolMeter chosen={meter} onChange={setMeter} />}
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
          {isByUse && (
            <Select
              label={t("costs.useOf")}
              description={t("costs.useOfHelp")}
              allowDeselect={false}
              value={counted ?? null}
              onChange={(value) => setUseOf(COMMODITIES.find((one) => one === value) ?? null)}
              data={COMMODITIES.map((value) => ({ value, label: t(`commodity.${value}`) }))}
            />
          )}
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
            {pool ? (
              <TextInput
                label={t("costs.lastDay")}
                type="date"
                value={lastDay}
                onChange={(event) => setLastDay(event.currentTarget.value)}
              />
            ) : (
              <TextInput
                label={t("costs.startsOn")}
                type="date"
                value={startsOn}
                onChange={(event) => setStartsOn(event.currentTarget.value)}
              />
            )}
          </Group>
          {pool && (
            <PoolUnits
              shares={shares}
              byShares={parts.some(({ key }) => key === "fixed")}
              onChange={setShares}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!isReady} loading={add.isPending}>
              {t(pool ? "common.save" : "costs.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** In the currency, as a person writes it. */
function monthlyOf(pool: CostPoolOnWire | undefined, currency: string): string {
  const minor = pool?.monthlyMinor ?? null;
  return minor === null ? "" : fromMinor(BigInt(minor), currency).toString();
}
