import { Button, Fieldset, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import type { FieldsProps } from "./look-fields.tsx";
import { USUAL_UNIT } from "./settings-values.ts";

/** How much CO2 a unit sets free from which day on, and who says so: on bills and in reports. */
export function EmissionFields({ form }: FieldsProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const now = Temporal.Instant.fromEpochMilliseconds(useNow()).toZonedDateTimeISO(site.timeZone);
  const { emissionFactors } = form.values;
  const add = () =>
    form.insertListItem("emissionFactors", {
      commodity:
        COMMODITIES.find((one) => !emissionFactors.some(({ commodity }) => commodity === one)) ??
        "electricity",
      unit: USUAL_UNIT.electricity,
      kgPerUnit: "",
      source: "",
      validFrom: `${now.year}-01-01`,
    });
  return (
    <Section title={t("billSettings.emissions")}>
      <Text c="dimmed" size="sm" mb="md">
        {t("billSettings.emissionsHelp")}
      </Text>
      {emissionFactors.map((factor, n) => (
        // A factor has no identity but its place in the list.
        // oxlint-disable-next-line react/no-array-index-key
        <Fieldset key={n} legend={t("billSettings.factorNumber", { number: n + 1 })} mb="md">
          <Pair>
            <Select
              label={t("meters.commodity")}
              allowDeselect={false}
              data={COMMODITIES.map((value) => ({ value, label: t(`commodity.${value}`) }))}
              {...form.getInputProps(`emissionFactors.${n}.commodity`)}
            />
            <TextInput
              type="date"
              label={t("billSettings.factorFrom")}
              description={t("billSettings.factorFromHelp")}
              {...form.getInputProps(`emissionFactors.${n}.validFrom`)}
            />
            <TextInput
              label={t("billSettings.factor")}
              inputMode="decimal"
              {...form.getInputProps(`emissionFactors.${n}.kgPerUnit`)}
            />
            <TextInput
              label={t("billSettings.factorUnit")}
              {...form.getInputProps(`emissionFactors.${n}.unit`)}
            />
            <TextInput
              label={t("billSettings.factorSource")}
              {...form.getInputProps(`emissionFactors.${n}.source`)}
            />
          </Pair>
          <Button
            variant="subtle"
            color="red"
            mt="sm"
            leftSection={<IconTrash aria-hidden size={18} />}
            onClick={() => form.removeListItem("emissionFactors", n)}
          >
            {t("billSettings.removeFactor", {
              number: n + 1,
              commodity: t(`commodity.${factor.commodity}`),
            })}
          </Button>
        </Fieldset>
      ))}
      <Button variant="default" leftSection={<IconPlus aria-hidden size={18} />} onClick={add}>
        {t("billSettings.addFactor")}
      </Button>
    </Section>
  );
}
