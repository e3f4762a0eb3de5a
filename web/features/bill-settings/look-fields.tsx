import { Checkbox, ColorInput, Group, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { OPTIONAL_COLUMNS, OPTIONAL_PARTS, PAPERS } from "#domain/billing/bill-design.ts";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { languageName } from "#web/i18n/i18n.ts";
import type { SettingsValues } from "./settings-values.ts";
import { SiteLogo } from "./site-logo.tsx";

const COLOURS = ["#0f5c66", "#1d4e89", "#5b3a8c", "#8a2846", "#9a3412", "#3f6212", "#1f2937"];

export interface FieldsProps {
  readonly form: UseFormReturnType<SettingsValues>;
}

/** Title, logo, colour, paper, language, and which parts are printed. */
export function LookFields({
  form,
  logoSha256,
}: FieldsProps & { readonly logoSha256: string | null }) {
  const { t } = useTranslation();
  return (
    <Section title={t("billSettings.look")}>
      <TextInput
        label={t("billSettings.siteTitle")}
        description={t("billSettings.siteTitleHelp")}
        mb="md"
        {...form.getInputProps("title")}
      />
      <SiteLogo sha256={logoSha256} />
      <Pair>
        <Select
          label={t("tenants.language")}
          allowDeselect={false}
          data={[
            { value: "", label: t("billSettings.tenantsLanguage") },
            ...BILL_LANGUAGES.map((value) => ({ value, label: languageName(value) })),
          ]}
          {...form.getInputProps("language")}
        />
        <Select
          label={t("billSettings.paper")}
          allowDeselect={false}
          data={PAPERS.map((value) => ({ value, label: t(`billSettings.papers.${value}`) }))}
          {...form.getInputProps("paper")}
        />
        <ColorInput
          label={t("billSettings.colour")}
          format="hex"
          withEyeDropper={false}
          swatches={COLOURS}
          {...form.getInputProps("colour")}
        />
      </Pair>
      <Checkbox.Group label={t("billSettings.columns")} mt="md" {...form.getInputProps("columns")}>
        <Group mt="xs">
          {OPTIONAL_COLUMNS.map((value) => (
            <Checkbox key={value} value={value} label={t(`billSettings.column.${value}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group label={t("billSettings.parts")} mt="md" {...form.getInputProps("parts")}>
        <Group mt="xs">
          {OPTIONAL_PARTS.map((value) => (
            <Checkbox key={value} value={value} label={t(`billSettings.part.${value}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Pair>
        <TextInput
          label={t("billSettings.iban")}
          description={t("billSettings.ibanHelp")}
          mt="md"
          {...form.getInputProps("iban")}
        />
        <TextInput label={t("billSettings.holder")} mt="md" {...form.getInputProps("holder")} />
        <TextInput label={t("billSettings.bic")} mt="md" {...form.getInputProps("bic")} />
      </Pair>
    </Section>
  );
}
