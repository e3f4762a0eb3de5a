import { ActionIcon, Button, Fieldset, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EarlierUseEntry } from "#api/contract/tariff-inputs.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { dayAfter, dayBefore } from "#web/components/days.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal } from "#web/components/form/rules.ts";

interface EarlierUseDrawerProps {
  readonly point: { readonly id: number; readonly name: string };
  readonly onClose: () => void;
}

/** What a point used and demanded before its readings begin: yearly ladders and ratchets ask for it. */
export function EarlierUseDrawer({ point, onClose }: EarlierUseDrawerProps) {
  const params = { id: point.id };
  const told = useQuery(read("GET /service-points/:id/earlier-use", { params }));
  return told.data && <EarlierUseForm point={point} told={told.data} onClose={onClose} />;
}

function EarlierUseForm({
  point,
  told,
  onClose,
}: EarlierUseDrawerProps & { readonly told: EarlierUseEntry }) {
  const { t } = useTranslation();
  const entry = useEntry({
    initialValues: {
      used: told.used.map(({ from, to, quantity }) => ({ from, to: dayBefore(to), quantity })),
      peaks: told.peaks.map(({ month, chargeId, demand }) => ({
        month: month.slice(0, 7),
        chargeId: chargeId ?? "",
        demand,
      })),
    },
    send: ({ used, peaks }) =>
      call("POST /service-points/:id/earlier-use", {
        params: { id: point.id },
        body: {
          used: used.map(({ from, to, quantity }) => ({
            from,
            to: to === "" ? "" : dayAfter(to),
            quantity: readDecimal(quantity),
          })),
          peaks: peaks.map(({ month, chargeId, demand }) => ({
            month: `${month}-01`,
            chargeId: chargeId.trim() === "" ? null : chargeId.trim(),
            demand: readDecimal(demand),
          })),
        },
      }),
    renews: ["GET /service-points/:id/earlier-use"],
    onSaved: onClose,
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={t("inputs.earlierOf", { point: point.name })}
      help={t("inputs.earlierHelp")}
      entry={entry}
      onClose={onClose}
    >
      {form.values.used.map((_, n) => (
        // What was used has no identity but its place in the list.
        // oxlint-disable-next-line react/no-array-index-key
        <Fieldset key={n} legend={t("inputs.usedNumber", { number: n + 1 })}>
          <Pair>
            <TextInput
              label={t("leases.firstDay")}
              type="date"
              {...form.getInputProps(`used.${n}.from`)}
            />
            <TextInput
              label={t("leases.lastDay")}
              type="date"
              {...form.getInputProps(`used.${n}.to`)}
            />
            <TextInput
              label={t("inputs.quantity")}
              description={t("inputs.quantityHelp")}
              inputMode="decimal"
              {...form.getInputProps(`used.${n}.quantity`)}
            />
          </Pair>
          <RemoveRow
            name={t("inputs.usedNumber", { number: n + 1 })}
            onClick={() => form.removeListItem("used", n)}
          />
        </Fieldset>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus aria-hidden size={18} />}
        onClick={() => form.insertListItem("used", { from: "", to: "", quantity: "" })}
      >
        {t("inputs.addUsed")}
      </Button>
      {form.values.peaks.map((_, n) => (
        // A peak has no identity but its place in the list.
        // oxlint-disable-next-line react/no-array-index-key
        <Fieldset key={n} legend={t("inputs.peakNumber", { number: n + 1 })}>
          <Pair>
            <TextInput
              label={t("inputs.month")}
              description={t("inputs.monthHelp")}
              placeholder="2025-10"
              {...form.getInputProps(`peaks.${n}.month`)}
            />
            <TextInput
              label={t("inputs.demand")}
              description={t("inputs.demandHelp")}
              inputMode="decimal"
              {...form.getInputProps(`peaks.${n}.demand`)}
            />
            <TextInput
              label={t("inputs.chargeId")}
              description={t("inputs.chargeIdHelp")}
              {...form.getInputProps(`peaks.${n}.chargeId`)}
            />
          </Pair>
          <RemoveRow
            name={t("inputs.peakNumber", { number: n + 1 })}
            onClick={() => form.removeListItem("peaks", n)}
          />
        </Fieldset>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus aria-hidden size={18} />}
        onClick={() => form.insertListItem("peaks", { month: "", chargeId: "", demand: "" })}
      >
        {t("inputs.addPeak")}
      </Button>
    </EntryDrawer>
  );
}

function RemoveRow({ name, onClick }: { name: string; onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      variant="subtle"
      color="red"
      size={44}
      aria-label={t("inputs.removeRow", { name })}
      onClick={onClick}
    >
      <IconTrash aria-hidden size={18} />
    </ActionIcon>
  );
}
