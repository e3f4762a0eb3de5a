import { NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NotificationRule, NotificationRuleWanted } from "#api/contract/notification-rules.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { type Entry, useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { Chips } from "./chips.tsx";
import { clockText, readClock, WEEK } from "./notification-times.ts";
import { ALARM_KINDS, ToldAlarms } from "./told-alarms.tsx";

const RENEWS = ["GET /notification-rules"] as const;

interface RuleValues {
  readonly [field: string]: unknown;
  readonly kinds: string[];
  readonly severity: NotificationRule["severity"];
  readonly days: string[];
  readonly fromMinute: string;
  readonly toMinute: string;
  readonly digestMinutes: number | string;
  readonly escalationMinutes: number | string;
}

/** Enters, changes or removes a rule of the reader. */
export function NotificationDrawer({
  rule,
  onClose,
}: {
  rule?: NotificationRule | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const entry = useRuleEntry(rule, onClose);
  return (
    <EntryDrawer
      title={t("alarms.notifications.edit")}
      entry={entry}
      onClose={onClose}
      aside={
        rule && (
          <RemoveButton
            name={t("alarms.notifications.edit")}
            remove={() => call("DELETE /notification-rules/:id", { params: { id: rule.id } })}
            restore={() => call("POST /notification-rules", { body: withoutId(rule) })}
            renews={RENEWS}
            onRemoved={onClose}
          />
        )
      }
    >
      <RuleFields entry={entry} />
    </EntryDrawer>
  );
}

function withoutId(rule: NotificationRule): NotificationRuleWanted {
  const { kinds, severity, days, fromMinute, toMinute, digestMinutes, escalationMinutes } = rule;
  return { kinds, severity, days, fromMinute, toMinute, digestMinutes, escalationMinutes };
}

function useRuleEntry(
  rule: NotificationRule | undefined,
  onSaved: () => void,
): Entry<RuleValues, unknown> {
  const { t } = useTranslation();
  const rules = useRules();
  const clock = (text: unknown) =>
    readClock(String(text)) === undefined ? t("alarms.notifications.clock") : null;
  return useEntry<RuleValues, unknown>({
    initialValues: {
      kinds: [...(rule?.kinds ?? ALARM_KINDS)],
      severity: rule?.severity ?? "warning",
      days: (rule?.days ?? WEEK).map(String),
      fromMinute: clockText(rule?.fromMinute ?? 0),
      toMinute: clockText(rule?.toMinute ?? 1440),
      digestMinutes: rule?.digestMinutes ?? 0,
      escalationMinutes: rule?.escalationMinutes ?? "",
    },
    rules: { fromMinute: clock, toMinute: clock, digestMinutes: rules.wanted },
    send(values) {
      const body = bodyOf(values);
      return rule
        ? call("PATCH /notification-rules/:id", { params: { id: rule.id }, body })
        : call("POST /notification-rules", { body });
    },
    renews: RENEWS,
    onSaved,
  });
}

function bodyOf(values: RuleValues): NotificationRuleWanted {
  return {
    kinds: ALARM_KINDS.filter((kind) => values.kinds.includes(kind)),
    severity: values.severity,
    days: WEEK.filter((day) => values.days.includes(String(day))),
    fromMinute: readClock(values.fromMinute) ?? 0,
    toMinute: readClock(values.toMinute) ?? 1440,
    digestMinutes: Number(values.digestMinutes),
    escalationMinutes: values.escalationMinutes === "" ? null : Number(values.escalationMinutes),
  };
}

function RuleFields({ entry: { form } }: { entry: Entry<RuleValues, unknown> }) {
  const { t } = useTranslation();
  return (
    <>
      <ToldAlarms fieldOf={(name) => form.getInputProps(name)} />
      <Chips
        label={t("alarms.notifications.days")}
        chips={WEEK.map((day) => ({
          value: String(day),
          word: t(`alarms.notifications.day.${day}`),
        }))}
        field={form.getInputProps("days")}
      />
      <Pair>
        <TextInput label={t("alarms.notifications.from")} {...form.getInputProps("fromMinute")} />
        <TextInput
          label={t("alarms.notifications.to")}
          description={t("alarms.notifications.hoursHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...form.getInputProps("toMinute")}
        />
      </Pair>
      <NumberInput
        label={t("alarms.notifications.digest")}
        description={t("alarms.notifications.digestHelp")}
        min={0}
        allowDecimal={false}
        {...form.getInputProps("digestMinutes")}
      />
      <NumberInput
        label={t("alarms.notifications.escalation")}
        description={t("alarms.notifications.escalationHelp")}
        min={1}
        allowDecimal={false}
        {...form.getInputProps("escalationMinutes")}
      />
    </>
  );
}
