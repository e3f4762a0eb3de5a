import type { GetInputPropsReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { Select } from "#web/components/select.tsx";
import { Chips } from "./chips.tsx";

/** The kinds of alarms, in the order of the screens. */
export const ALARM_KINDS = ["communication", "evasion", "consumption", "system"] as const;
const SEVERITIES = ["info", "warning", "critical"] as const;

/** Of which alarms somebody is told: some kinds, from a severity on. */
export function ToldAlarms({
  fieldOf,
}: {
  readonly fieldOf: (name: "kinds" | "severity") => GetInputPropsReturnType;
}) {
  const { t } = useTranslation();
  return (
    <>
      <Chips
        label={t("alarms.notifications.kinds")}
        chips={ALARM_KINDS.map((kind) => ({ value: kind, word: t(`alarms.kind.${kind}`) }))}
        field={fieldOf("kinds")}
      />
      <Select
        label={t("alarms.notifications.severity")}
        allowDeselect={false}
        data={SEVERITIES.map((value) => ({ value, label: t(`alarms.severity.${value}`) }))}
        {...fieldOf("severity")}
      />
    </>
  );
}
