import { Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BILL_PROFILES, BILL_TEXTS, requiredBlocks } from "#domain/billing/bill-profile.ts";
import { formatList } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import type { FieldsProps } from "./look-fields.tsx";

/** What bills must contain, and the texts that are printed on them. */
export function ContentFields({ form }: FieldsProps) {
  const { t } = useTranslation();
  const required = requiredBlocks(form.values.profile);
  return (
    <Section title={t("billSettings.content")}>
      <Select
        label={t("billSettings.profile")}
        description={t("billSettings.profileHelp")}
        allowDeselect={false}
        data={BILL_PROFILES.map((value) => ({ value, label: t(`billSettings.profiles.${value}`) }))}
        {...form.getInputProps("profile")}
      />
      <Text size="sm" c="dimmed" mt="xs" mb="md">
        {t("billSettings.required", {
          blocks: formatList(required.map((block) => t(`billSettings.block.${block}`))),
        })}
      </Text>
      {BILL_TEXTS.map((name) => (
        <Textarea
          key={name}
          label={t(`billSettings.text.${name}`)}
          withAsterisk={required.some((block) => block === name)}
          autosize
          minRows={1}
          mb="sm"
          {...form.getInputProps(`notes.${name}`)}
        />
      ))}
    </Section>
  );
}
