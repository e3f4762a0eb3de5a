import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WebhookAsked } from "#api/contract/webhooks.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { SiteChoice } from "#web/features/users/site-choice.tsx";
import { ALARM_KINDS, ToldAlarms } from "./told-alarms.tsx";
import type { Webhook } from "./webhooks-section.tsx";

const RENEWS = ["GET /webhooks"] as const;

/** Enters, changes or removes a program that is told of alarms. */
export function WebhookDrawer({
  webhook,
  onClose,
  onMade,
}: {
  webhook?: Webhook | undefined;
  onClose: () => void;
  /** With the key that signs: it is shown once. */
  onMade: (key: string) => void;
}) {
  const { t } = useTranslation();
  const rules = useRules();
  const entry = useEntry({
    initialValues: {
      name: webhook?.name ?? "",
      url: webhook?.url ?? "",
      kinds: [...(webhook?.kinds ?? ALARM_KINDS)] as string[],
      severity: webhook?.severity ?? ("warning" as WebhookAsked["severity"]),
      siteIds: webhook?.siteIds?.map(String) ?? (null as string[] | null),
    },
    rules: {
      name: rules.wanted,
      url: (url) => (/^https?:\/\/./.test(url) ? null : t("alarms.webhooks.urlWanted")),
      kinds: (kinds) => (kinds.length === 0 ? t("alarms.webhooks.kindsWanted") : null),
      siteIds: (siteIds) => (siteIds?.length === 0 ? t("users.sitesWanted") : null),
    },
    async send({ siteIds, kinds, ...entered }) {
      const body = {
        ...entered,
        kinds: ALARM_KINDS.filter((kind) => kinds.includes(kind)),
        siteIds: siteIds?.map(Number) ?? null,
      };
      if (!webhook) return call("POST /webhooks", { body });
      return call("PATCH /webhooks/:id", { params: { id: webhook.id }, body });
    },
    renews: RENEWS,
    onSaved(made) {
      if (made) onMade(made.key);
      onClose();
    },
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={webhook ? webhook.name : t("alarms.webhooks.add")}
      help={t("alarms.webhooks.help")}
      entry={entry}
      onClose={onClose}
      aside={webhook && <RemoveWebhook webhook={webhook} onRemoved={onClose} onMade={onMade} />}
    >
      <TextInput label={t("alarms.webhooks.name")} data-autofocus {...form.getInputProps("name")} />
      <TextInput
        label={t("alarms.webhooks.url")}
        description={t("alarms.webhooks.urlHelp")}
        inputMode="url"
        {...form.getInputProps("url")}
      />
      <ToldAlarms fieldOf={(name) => form.getInputProps(name)} />
      <SiteChoice
        help={t("alarms.webhooks.sitesHelp")}
        value={form.values.siteIds}
        error={form.errors["siteIds"]}
        onChange={(siteIds) => form.setFieldValue("siteIds", siteIds)}
      />
    </EntryDrawer>
  );
}

/** Entered again it has a key of its own. */
function RemoveWebhook({
  webhook,
  onRemoved,
  onMade,
}: {
  webhook: Webhook;
  onRemoved: () => void;
  onMade: (key: string) => void;
}) {
  const { id, name, url, kinds, severity, siteIds } = webhook;
  return (
    <RemoveButton
      name={name}
      remove={() => call("DELETE /webhooks/:id", { params: { id } })}
      restore={async () => {
        const made = await call("POST /webhooks", {
          body: { name, url, kinds, severity, siteIds },
        });
        onMade(made.key);
      }}
      renews={RENEWS}
      onRemoved={onRemoved}
    />
  );
}
