import { ActionIcon, Button, Fieldset, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Tenant } from "#api/contract/tenants.ts";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { billLanguage } from "#web/components/bill-language.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { fullLines, LinesField } from "#web/components/form/lines-field.tsx";
import { Pair } from "#web/components/form/pair.tsx";
import { isEmail, useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { languageName } from "#web/i18n/i18n.ts";

export interface TenantDrawerProps {
  /** Undefined: a new one. */
  readonly tenant?: Tenant | undefined;
  readonly onClose: () => void;
  readonly onSaved: (id: number) => void;
}

/** Enters or changes a tenant. */
export function TenantDrawer({ tenant, onClose, onSaved }: TenantDrawerProps) {
  const { t, i18n } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const entry = useEntry({
    initialValues: {
      name: tenant?.name ?? "",
      company: tenant?.company ?? "",
      addressLines: tenant?.addressLines ?? [],
      emails: tenant?.emails ?? [],
      telephones: tenant?.telephones ?? [],
      contacts: tenant?.contacts ?? [],
      taxNumber: tenant?.taxNumber ?? "",
      language: tenant?.language ?? billLanguage(i18n.language),
      note: tenant?.note ?? "",
    },
    rules: {
      name: rules.wanted,
      emails: (emails) => (emails.every(isEmail) ? null : t("form.emailWanted")),
    },
    send: (values) => {
      const { addressLines, ...rest } = values;
      const body = { ...rest, siteId: site.id, addressLines: fullLines(addressLines) };
      return tenant
        ? call("PATCH /tenants/:id", { params: { id: tenant.id }, body })
        : call("POST /tenants", { body });
    },
    renews: ["GET /tenants", "GET /tenants/:id"],
    onSaved: ({ id }) => onSaved(id),
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={tenant ? tenant.name : t("tenants.add")}
      help={tenant ? undefined : t("tenants.addHelp")}
      entry={entry}
      onClose={onClose}
    >
      <Pair>
        <TextInput label={t("tenants.name")} data-autofocus {...form.getInputProps("name")} />
        <TextInput label={t("tenants.company")} {...form.getInputProps("company")} />
      </Pair>
      <TagsInput
        label={t("tenants.emails")}
        description={t("tenants.emailsHelp")}
        inputMode="email"
        acceptValueOnBlur
        splitChars={[",", ";", " "]}
        {...form.getInputProps("emails")}
      />
      <TagsInput
        label={t("tenants.telephones")}
        inputMode="tel"
        acceptValueOnBlur
        splitChars={[",", ";"]}
        {...form.getInputProps("telephones")}
      />
      <LinesField
        label={t("tenants.address")}
        description={t("tenants.addressHelp")}
        {...form.getInputProps("addressLines")}
      />
      <Pair>
        <TextInput label={t("settings.taxNumber")} {...form.getInputProps("taxNumber")} />
        <Select
          label={t("tenants.language")}
          allowDeselect={false}
          data={BILL_LANGUAGES.map((language) => ({
            value: language,
            label: languageName(language),
          }))}
          {...form.getInputProps("language")}
        />
      </Pair>
      {form.values.contacts.map((contact, n) => (
        // A contact has no identity but its place in the list.
        // oxlint-disable-next-line react/no-array-index-key
        <Fieldset key={n} legend={contact.name || t("tenants.contactPerson")}>
          <Pair>
            <TextInput label={t("tenants.name")} {...form.getInputProps(`contacts.${n}.name`)} />
            <TextInput
              label={t("tenants.position")}
              {...form.getInputProps(`contacts.${n}.position`)}
            />
            <TextInput
              label={t("session.email")}
              type="email"
              {...form.getInputProps(`contacts.${n}.email`)}
            />
            <TextInput
              label={t("tenants.telephone")}
              type="tel"
              {...form.getInputProps(`contacts.${n}.telephone`)}
            />
          </Pair>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t("tenants.removeContact", { name: contact.name })}
            onClick={() => form.removeListItem("contacts", n)}
          >
            <IconTrash aria-hidden size={18} />
          </ActionIcon>
        </Fieldset>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus aria-hidden size={18} />}
        onClick={() =>
          form.insertListItem("contacts", { name: "", position: "", email: "", telephone: "" })
        }
      >
        {t("tenants.addContact")}
      </Button>
      <Textarea
        label={t("tenants.note")}
        description={t("tenants.noteHelp")}
        autosize
        minRows={2}
        {...form.getInputProps("note")}
      />
    </EntryDrawer>
  );
}
