import { Button, Group, Stack, Switch, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MonthlyReportSettings } from "#api/contract/monthly-report.ts";
import { BILL_LANGUAGES, type BillLanguage } from "#domain/core/bill-language.ts";
import { call } from "#web/api/call.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { isEmail, useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { languageName } from "#web/i18n/i18n.ts";

const LAST_DAY = 28;

/** To whom the report goes by itself, on which day and in which language. */
export function ReportSchedule({
  settings,
  onLanguage,
}: {
  readonly settings: MonthlyReportSettings;
  readonly onLanguage: (language: BillLanguage) => void;
}) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const rules = useRules();
  const mayChange = mayCorrectMoney(user);
  const { sent: _, sendDay, recipients, ...rest } = settings;
  const entry = useEntry({
    initialValues: { ...rest, sendDay: String(sendDay), recipients: [...recipients] },
    rules: {
      recipients: (addresses, { enabled }) =>
        enabled && addresses.length === 0
          ? t("monthlyReport.recipientsNeeded")
          : (addresses.map((address) => rules.email(address)).find((fault) => fault !== null) ??
            null),
    },
    send: (values) =>
      call("PATCH /sites/:id/monthly-report", {
        params: { id: site.id },
        body: { ...values, sendDay: Number(values.sendDay) },
      }),
    renews: ["GET /sites/:id/monthly-report"],
    onSaved: () => sayDone(t("monthlyReport.saved")),
  });
  const { form } = entry;
  const language = form.getInputProps("language");
  return (
    <Section title={t("monthlyReport.schedule")}>
      <form noValidate onSubmit={entry.submit}>
        <fieldset disabled={!mayChange} className="plain">
          <Stack gap="md">
            <EntryFaults entry={entry} />
            <Switch
              size="md"
              label={t("monthlyReport.enabled")}
              description={t("monthlyReport.enabledHelp")}
              {...form.getInputProps("enabled", { type: "checkbox" })}
            />
            <TagsInput
              label={t("monthlyReport.recipients")}
              description={t("monthlyReport.recipientsHelp")}
              inputMode="email"
              isDuplicate={(address, all) => all.includes(address.trim())}
              data={isEmail(user.email) ? [user.email] : []}
              {...form.getInputProps("recipients")}
            />
            <Pair>
              <Select
                label={t("monthlyReport.day")}
                allowDeselect={false}
                data={Array.from({ length: LAST_DAY }, (_unused, n) => ({
                  value: String(n + 1),
                  label: t("monthlyReport.dayName", { day: n + 1 }),
                }))}
                {...form.getInputProps("sendDay")}
              />
              <Select
                label={t("monthlyReport.language")}
                allowDeselect={false}
                data={BILL_LANGUAGES.map((value) => ({ value, label: languageName(value) }))}
                {...language}
                onChange={(value) => {
                  language.onChange(value);
                  const chosen = BILL_LANGUAGES.find((one) => one === value);
                  if (chosen) onLanguage(chosen);
                }}
              />
            </Pair>
            {mayChange && (
              <Group>
                <Button type="submit" loading={entry.saving.isPending}>
                  {t("common.save")}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
    </Section>
  );
}
