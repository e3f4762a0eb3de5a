import { Checkbox, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Meter } from "#api/contract/meters.ts";
import { call } from "#web/api/call.ts";
import { unitSign } from "#web/components/format.ts";
import { useEntry } from "#web/components/form/entry.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { useQuantityName } from "#web/features/meters/quantity-name.ts";

/** One meter gives way to another: when, what both showed, and the new multiplier. */
export function ExchangeDrawer({ meter, onClose }: { meter: Meter; onClose: () => void }) {
  const { t } = useTranslation();
  const rules = useRules();
  const navigate = useNavigate();
  const quantityName = useQuantityName();
  const { channels } = meter;
  const number = (value: string) => rules.wanted(value) ?? rules.decimal(value);
  const entry = useEntry({
    initialValues: {
      at: "",
      serialNumber: "",
      multiplier: "",
      takesOverLine: meter.line !== null,
      registers: channels.map(() => ({ closing: "", opening: "" })),
    },
    rules: {
      at: rules.wanted,
      registers: (registers) =>
        registers.some(({ closing, opening }) => number(closing) ?? number(opening))
          ? t("form.numberWanted")
          : null,
    },
    send: ({ at, serialNumber, multiplier, takesOverLine, registers }) =>
      call("POST /meters/:id/exchange", {
        params: { id: meter.id },
        body: {
          at,
          ...(serialNumber.trim() !== "" && { newMeter: { serialNumber, takesOverLine } }),
          ...(multiplier.trim() !== "" && { multiplier: multiplier.trim().replace(",", ".") }),
          registers: registers.map(({ closing, opening }, n) => ({
            channel: channels[n]?.id ?? 0,
            closing: readDecimal(closing),
            opening: readDecimal(opening),
          })),
        },
      }),
    renews: ["GET /meters", "GET /meters/:id", "GET /meters/:id/trend"],
    onSaved: ({ meterId }) => {
      sayDone(t("exchange.done"));
      onClose();
      void navigate({ to: "/meters/$meterId", params: { meterId } });
    },
  });
  const { form } = entry;
  const registersError = form.errors["registers"];
  return (
    <EntryDrawer
      title={t("exchange.title")}
      help={t("exchange.help")}
      saveWord={t("exchange.save")}
      entry={entry}
      onClose={onClose}
    >
      <TextInput label={t("exchange.at")} type="datetime-local" {...form.getInputProps("at")} />
      {channels.map((channel, n) => (
        <Pair key={channel.id}>
          <TextInput
            label={`${t("exchange.closing", { name: quantityName(channel.quantity) })} (${unitSign(channel.unit)})`}
            inputMode="decimal"
            {...form.getInputProps(`registers.${n}.closing`)}
            error={form.errors[`registers.${n}.closing`] ?? (n === 0 && registersError)}
          />
          <TextInput
            label={`${t("exchange.opening", { name: quantityName(channel.quantity) })} (${unitSign(channel.unit)})`}
            inputMode="decimal"
            {...form.getInputProps(`registers.${n}.opening`)}
          />
        </Pair>
      ))}
      <TextInput
        label={t("exchange.serial")}
        description={t("exchange.serialHelp")}
        {...form.getInputProps("serialNumber")}
      />
      {meter.line && (
        <Checkbox
          label={t("exchange.line")}
          {...form.getInputProps("takesOverLine", { type: "checkbox" })}
        />
      )}
      <TextInput
        label={t("exchange.multiplier")}
        description={t("exchange.multiplierHelp")}
        inputMode="decimal"
        {...form.getInputProps("multiplier")}
      />
    </EntryDrawer>
  );
}
