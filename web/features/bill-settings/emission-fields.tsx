import { Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { Section } from "#web/components/section.tsx";
import type { FieldsProps } from "./look-fields.tsx";

/** How much CO2 a unit sets free, and who says so. */
export function EmissionFields({ form }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <Section title={t("billSettings.emissions")}>
      <Text c="dimmed" size="sm" mb="md">
        {t("billSettings.emissionsHelp")}
      </Text>
      {COMMODITIES.map((commodity) => {
        const name = t(`commodity.${commodity}`);
        return (
          <Pair key={commodity}>
            <TextInput
              label={t("billSettings.factor", { commodity: name })}
              inputMode="decimal"
              {...form.getInputProps(`factors.${commodity}.kgPerUnit`)}
            />
            <TextInput
              label={t("billSettings.factorUnit", { commodity: name })}
              {...form.getInputProps(`factors.${commodity}.unit`)}
            />
            <TextInput
              label={t("billSettings.factorSource", { commodity: name })}
              {...form.getInputProps(`factors.${commodity}.source`)}
            />
          </Pair>
        );
      })}
    </Section>
  );
}
