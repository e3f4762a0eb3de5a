import { Button, Fieldset, NumberInput, Switch, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSignedIn } from "#web/app/session.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { Section } from "#web/components/section.tsx";
import type { FieldsProps } from "./look-fields.tsx";
import { FIRST_STEP } from "./settings-values.ts";

const DAYS_AT_MOST = 365;
const STEPS_AT_MOST = 6;
const DAYS_BETWEEN_STEPS = 14;

/** When tenants are reminded of what is overdue, and what it costs them. */
export function ReminderFields({ form }: FieldsProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const { reminds, steps } = form.values;
  const next = (steps.at(-1)?.afterDays ?? 0) + DAYS_BETWEEN_STEPS;
  return (
    <Section title={t("billSettings.reminders")}>
      <Switch
        label={t("billSettings.reminds")}
        {...form.getInputProps("reminds", { type: "checkbox" })}
      />
      {reminds && (
        <>
          <TextInput
            label={t("billSettings.least", { currency: site.currency })}
            inputMode="decimal"
            my="md"
            {...form.getInputProps("least")}
          />
          {steps.map((_, n) => (
            // A step has no identity but its place in the list.
            // oxlint-disable-next-line react/no-array-index-key
            <Fieldset key={n} legend={t("billSettings.step", { number: n + 1 })} mb="md">
              <Pair>
                <NumberInput
                  label={t("billSettings.afterDays")}
                  min={1}
                  max={DAYS_AT_MOST}
                  {...form.getInputProps(`steps.${n}.afterDays`)}
                />
                <TextInput
                  label={t("billSettings.percentPerMonth")}
                  description={t("billSettings.percentHelp")}
                  inputMode="decimal"
                  {...form.getInputProps(`steps.${n}.percentPerMonth`)}
                />
                <NumberInput
                  label={t("billSettings.graceDays")}
                  min={0}
                  max={DAYS_AT_MOST}
                  {...form.getInputProps(`steps.${n}.graceDays`)}
                />
                <TextInput
                  label={t("billSettings.mostPercent")}
                  inputMode="decimal"
                  {...form.getInputProps(`steps.${n}.mostPercent`)}
                />
              </Pair>
              {steps.length > 1 && (
                <Button
                  variant="subtle"
                  color="red"
                  mt="sm"
                  leftSection={<IconTrash aria-hidden size={18} />}
                  onClick={() => form.removeListItem("steps", n)}
                >
                  {t("common.remove")}
                </Button>
              )}
            </Fieldset>
          ))}
          {steps.length < STEPS_AT_MOST && (
            <Button
              variant="default"
              leftSection={<IconPlus aria-hidden size={18} />}
              onClick={() => form.insertListItem("steps", { ...FIRST_STEP, afterDays: next })}
            >
              {t("billSettings.addStep")}
            </Button>
          )}
        </>
      )}
    </Section>
  );
}
