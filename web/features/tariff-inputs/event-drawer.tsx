import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";

/** Declares when something was, or will be, that tariffs price by; times are the site's. */
export function EventDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const entry = useEntry({
    initialValues: { name: "", from: "", to: "", note: "" },
    rules: { name: rules.wanted, from: rules.wanted, to: rules.wanted },
    send: (values) => call("POST /tariff-events", { body: { siteId: site.id, ...values } }),
    renews: ["GET /tariff-events"],
    onSaved: onClose,
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={t("inputs.declare")}
      help={t("inputs.declareHelp", { zone: site.timeZone })}
      entry={entry}
      onClose={onClose}
    >
      <TextInput
        label={t("inputs.nameInTariffs")}
        description={t("inputs.nameInTariffsHelp")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <TextInput
        label={t("inputs.beginsAt")}
        type="datetime-local"
        {...form.getInputProps("from")}
      />
      <TextInput label={t("inputs.endsAt")} type="datetime-local" {...form.getInputProps("to")} />
      <TextInput label={t("tenants.note")} maxLength={500} {...form.getInputProps("note")} />
    </EntryDrawer>
  );
}
