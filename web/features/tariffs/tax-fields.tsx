import { ActionIcon, Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { readDecimal } from "#web/components/form/rules.ts";
import { Section } from "#web/components/section.tsx";
import { changed, type Draft, type DraftTax, freshId, labelIn, withLabel } from "./draft.ts";
import { useFaultAt } from "./faults-context.ts";

/** The taxes of a tariff, each on all charges unless the document says otherwise. */
export function TaxFields({
  draft,
  language,
  onChange,
}: {
  draft: Draft;
  language: string;
  onChange: (taxes: readonly DraftTax[]) => void;
}) {
  const { t } = useTranslation();
  const faultAt = useFaultAt();
  const { taxes = [] } = draft;
  return (
    <Section title={t("tariffs.taxes")}>
      <Stack gap="md">
        {taxes.length === 0 && <Text c="dimmed">{t("tariffs.noTaxes")}</Text>}
        {taxes.map((tax, n) => (
          <Group key={tax.id} align="flex-end" gap="sm">
            <TextInput
              flex={2}
              miw={170}
              label={t("tariffs.taxName")}
              value={labelIn(tax.label, language)}
              error={faultAt(`taxes[${n}].label`)}
              onChange={({ currentTarget: { value } }) =>
                onChange(changed(taxes, n, { label: withLabel(tax.label, language, value) }))
              }
            />
            <TextInput
              flex={1}
              miw={110}
              label={t("tariffs.percent")}
              inputMode="decimal"
              rightSection="%"
              value={tax.percent}
              error={faultAt(`taxes[${n}].percent`)}
              onChange={({ currentTarget: { value } }) =>
                onChange(changed(taxes, n, { percent: readDecimal(value) }))
              }
            />
            <Checkbox
              mb={10}
              label={t("tariffs.included")}
              checked={tax.included ?? false}
              onChange={({ currentTarget: { checked } }) =>
                onChange(changed(taxes, n, { included: checked }))
              }
            />
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t("tariffs.removeTax", { name: labelIn(tax.label, language) })}
              onClick={() => onChange(taxes.filter((_, other) => other !== n))}
            >
              <IconTrash aria-hidden size={18} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          style={{ alignSelf: "flex-start" }}
          leftSection={<IconPlus aria-hidden size={18} />}
          onClick={() =>
            onChange([
              ...taxes,
              {
                id: freshId(
                  "vat",
                  taxes.map(({ id }) => id),
                ),
                label: t("tariffs.vat"),
                percent: "19",
              },
            ])
          }
        >
          {t("tariffs.addTax")}
        </Button>
      </Stack>
    </Section>
  );
}
