import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Meter } from "#api/contract/meters.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { unitSign } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";
import { useQuantityName } from "#web/features/meters/quantity-name.ts";

/** How much can be used behind a meter at most: it tells a rollover from a reset, and a jump. */
export function PowerDrawer({ meter, onClose }: { meter: Meter; onClose: () => void }) {
  const { t } = useTranslation();
  const quantityName = useQuantityName();
  const billed = meter.channels.find(({ billing }) => billing) ?? meter.channels[0];
  const entry = useEntry({
    initialValues: {
      channelId: String(billed?.id ?? ""),
      mostPerHour: billed?.mostPerHour ?? "",
    },
    send: ({ channelId, mostPerHour }) =>
      call("PATCH /channels/:id", {
        params: { id: Number(channelId) },
        body: { mostPerHour: mostPerHour.trim() === "" ? null : mostPerHour.trim() },
      }),
    renews: ["GET /meters/:id"],
    onSaved: () => {
      sayDone(t("power.saved"));
      onClose();
    },
  });
  const { form } = entry;
  const channel = meter.channels.find(({ id }) => String(id) === form.values.channelId);
  return (
    <EntryDrawer title={t("power.title")} help={t("power.help")} entry={entry} onClose={onClose}>
      <Select
        label={t("power.quantity")}
        allowDeselect={false}
        data={meter.channels.map(({ id, quantity }) => ({
          value: String(id),
          label: quantityName(quantity),
        }))}
        value={form.values.channelId}
        onChange={(value) => {
          const chosen = meter.channels.find(({ id }) => String(id) === value);
          form.setValues({
            channelId: String(chosen?.id ?? ""),
            mostPerHour: chosen?.mostPerHour ?? "",
          });
        }}
      />
      <TextInput
        label={t("power.most", { unit: unitSign(channel?.unit ?? "") })}
        description={t("power.mostHelp")}
        inputMode="decimal"
        data-autofocus
        {...form.getInputProps("mostPerHour")}
      />
    </EntryDrawer>
  );
}
