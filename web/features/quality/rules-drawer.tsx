import { Drawer, NumberInput, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ValidationRules, ValidationRulesHistory } from "#api/contract/validation-rules.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { formatInstant } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { Select } from "#web/components/select.tsx";
import { Answered } from "#web/components/states.tsx";

/** The rules that are chosen from a list, with usual values; any other can be set by the interface. */
const CHOICES = {
  gapMinutes: [15, 30, 60, 120, 360, 720],
  spikePercent: [100, 180, 300, 500],
  stuckHours: [12, 24, 48, 72, 168],
  highPercent: [150, 200, 300, 500],
  lowPercent: [0, 5, 10, 25, 50],
  clockSeconds: [30, 60, 300, 900],
  estimatedDays: [7, 14, 31, 62, 92],
  sumCounts: [0, 1, 2, 5, 10],
} as const satisfies Partial<Record<keyof ValidationRules, readonly number[]>>;
type Chosen = keyof typeof CHOICES;
const CHOSEN = Object.keys(CHOICES) as Chosen[];
const ESTIMATE_AFTER_DAYS = [3, 5, 7, 14, 31];
const NEVER = "never";

/** When readings are doubtful at the site: in plain words, for what is read from now on. */
export function RulesDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useQuery(read("GET /validation-rules", { query: { site: site.id } }));
  if (rules.data) return <RulesForm known={rules.data} onClose={onClose} />;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={t("quality.rules.title")}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Answered query={rules} height={560}>
        {() => null}
      </Answered>
    </Drawer>
  );
}

function RulesForm({ known, onClose }: { known: ValidationRulesHistory; onClose: () => void }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const { inForce } = known;
  const entry = useEntry({
    initialValues: {
      ...inForce,
      estimateAfterDays: inForce.estimateAfterDays ?? NEVER,
    },
    send: ({ estimateAfterDays, ...values }) =>
      call("POST /validation-rules", {
        body: {
          siteId: site.id,
          rules: {
            ...values,
            estimateAfterDays: estimateAfterDays === NEVER ? null : Number(estimateAfterDays),
          },
        },
      }),
    renews: ["GET /validation-rules"],
    onSaved: () => {
      sayDone(t("quality.rules.saved"));
      onClose();
    },
  });
  const { form } = entry;
  const isReader = !mayTendAlarms(user);
  return (
    <EntryDrawer
      title={t("quality.rules.title")}
      help={t("quality.rules.help")}
      entry={entry}
      onClose={onClose}
    >
      {CHOSEN.map((rule) => (
        <Select
          key={rule}
          label={t(`quality.rules.${rule}.label`)}
          allowDeselect={false}
          readOnly={isReader}
          data={withValue(CHOICES[rule], inForce[rule]).map((count) => ({
            value: String(count),
            label: t(`quality.rules.${rule}.value`, { count }),
          }))}
          value={String(form.values[rule])}
          error={form.errors[rule]}
          onChange={(value) => form.setFieldValue(rule, Number(value))}
        />
      ))}
      <NumberInput
        label={t("quality.rules.vacantUse.label")}
        description={t("quality.rules.vacantUse.help")}
        min={0}
        readOnly={isReader}
        {...form.getInputProps("vacantUse")}
      />
      <Select
        label={t("quality.rules.estimateAfterDays.label")}
        description={t("quality.rules.estimateAfterDays.help")}
        allowDeselect={false}
        readOnly={isReader}
        data={[
          { value: NEVER, label: t("quality.rules.estimateAfterDays.never") },
          ...withValue(ESTIMATE_AFTER_DAYS, inForce.estimateAfterDays).map((count) => ({
            value: String(count),
            label: t("quality.rules.estimateAfterDays.value", { count }),
          })),
        ]}
        value={String(form.values.estimateAfterDays)}
        error={form.errors["estimateAfterDays"]}
        onChange={(value) => form.setFieldValue("estimateAfterDays", value ?? NEVER)}
      />
      <History known={known} />
    </EntryDrawer>
  );
}

/** The usual values and the one in force, in order. */
function withValue(usual: readonly number[], value: number | null): number[] {
  return [...new Set([...usual, ...(value === null ? [] : [value])])].toSorted((a, b) => a - b);
}

/** Since when which rules hold: what was read before is judged by those of its time. */
function History({ known: { history } }: { known: ValidationRulesHistory }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  return (
    <Section title={t("quality.rules.history")}>
      <Stack gap={4}>
        {history.length === 0 && <Text c="dimmed">{t("quality.rules.unchanged")}</Text>}
        {history.map(({ effectiveFrom, author }) => (
          <Text key={effectiveFrom} size="sm">
            {t("quality.rules.since", {
              when: formatInstant(effectiveFrom, site.timeZone),
              author,
            })}
          </Text>
        ))}
      </Stack>
    </Section>
  );
}
