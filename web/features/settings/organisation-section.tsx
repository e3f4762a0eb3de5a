import { Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Organisation } from "#api/contract/organisation.ts";
import { call } from "#web/api/call.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { fullLines, LinesField } from "#web/components/form/lines-field.tsx";
import { Pair } from "#web/components/form/pair.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { Section } from "#web/components/section.tsx";

const NOTHING: Omit<Organisation, "id" | "logoSha256"> = {
  name: "",
  title: "",
  addressLines: [],
  email: "",
  telephone: "",
  taxNumber: "",
  paymentInstructions: "",
};

export interface OrganisationSectionProps {
  readonly organisation: Organisation | null;
  readonly mayChange: boolean;
}

/** Who issues the bills: what is entered here is printed on them. */
export function OrganisationSection({ organisation, mayChange }: OrganisationSectionProps) {
  const { t } = useTranslation();
  return (
    <Section title={t("settings.organisation")}>
      <Stack gap="md" maw={760}>
        <Text c="dimmed">{t("settings.organisationHelp")}</Text>
        <OrganisationForm
          organisation={organisation}
          mayChange={mayChange}
          saveWord={t("common.save")}
          onSaved={() => sayDone(t("settings.saved"))}
        />
      </Stack>
    </Section>
  );
}

export interface OrganisationFormProps extends OrganisationSectionProps {
  readonly saveWord: string;
  readonly onSaved: () => void;
}

/** The fields of the organisation; also a step of the first set-up. */
export function OrganisationForm({
  organisation,
  mayChange,
  saveWord,
  onSaved,
}: OrganisationFormProps) {
  const { t } = useTranslation();
  const rules = useRules();
  const { name, title, addressLines, email, telephone, taxNumber, paymentInstructions } =
    organisation ?? NOTHING;
  const entry = useEntry({
    initialValues: { name, title, addressLines, email, telephone, taxNumber, paymentInstructions },
    rules: { name: rules.wanted, email: rules.email },
    send: (values) =>
      call("PATCH /organisation", {
        body: {
          ...values,
          title: values.title.trim() || values.name,
          addressLines: fullLines(values.addressLines),
        },
      }),
    renews: ["GET /organisation"],
    onSaved,
  });
  const { form } = entry;
  return (
    <form noValidate onSubmit={entry.submit}>
      <Stack gap="md">
        <EntryFaults entry={entry} />
        <fieldset disabled={!mayChange} className="plain">
          <Stack gap="md">
            <Pair>
              <TextInput
                label={t("settings.name")}
                description={t("settings.nameHelp")}
                autoComplete="organization"
                {...form.getInputProps("name")}
              />
              <TextInput
                label={t("settings.billTitle")}
                description={t("settings.billTitleHelp")}
                placeholder={form.values.name}
                {...form.getInputProps("title")}
              />
            </Pair>
            <LinesField
              label={t("tenants.address")}
              autoComplete="street-address"
              {...form.getInputProps("addressLines")}
            />
            <TextInput
              label={t("session.email")}
              description={t("settings.emailHelp")}
              type="email"
              {...form.getInputProps("email")}
            />
            <Pair>
              <TextInput
                label={t("tenants.telephone")}
                type="tel"
                {...form.getInputProps("telephone")}
              />
              <TextInput label={t("settings.taxNumber")} {...form.getInputProps("taxNumber")} />
            </Pair>
            <Textarea
              label={t("settings.payment")}
              description={t("settings.paymentHelp")}
              autosize
              minRows={2}
              {...form.getInputProps("paymentInstructions")}
            />
          </Stack>
        </fieldset>
        {mayChange && (
          <Group>
            <Button type="submit" loading={entry.saving.isPending}>
              {saveWord}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
