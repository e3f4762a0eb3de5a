import { IconAlertTriangle, IconExclamationCircle, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ReadingException } from "#api/contract/exceptions.ts";
import { Mark, type Tone } from "#web/components/mark.tsx";

type Severity = ReadingException["severity"];

const SIGNS: Readonly<Record<Severity, readonly [Tone, typeof IconInfoCircle]>> = {
  critical: ["bad", IconExclamationCircle],
  warning: ["warning", IconAlertTriangle],
  info: ["neutral", IconInfoCircle],
};

export function SeverityMark({ severity }: { severity: Severity }) {
  const { t } = useTranslation();
  const [tone, Icon] = SIGNS[severity];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {t(`quality.severity.${severity}`)}
    </Mark>
  );
}
