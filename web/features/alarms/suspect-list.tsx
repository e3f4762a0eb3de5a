import { Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Suspect } from "#api/contract/alarms.ts";
import { formatDecimal, formatMoney, formatNamed, unitSign } from "#web/components/format.ts";
import styles from "./alarm-card.module.css";

/** A second suspect that is so likely keeps the first one from being sure. */
const UNSURE_PERCENT = 20;

/** Where a new loss of a zone may come from, most suspect first, each with its reasons in words. */
export function SuspectList({
  suspects,
  unit,
  of,
}: {
  suspects: readonly Suspect[];
  unit: string;
  /** Of which part of a loss, where an alarm tells of several. */
  of?: string;
}) {
  const { t } = useTranslation();
  const title = t("alarms.suspects.title");
  // Who is all but cleared by the figures is not named.
  const named = suspects.filter(({ confidencePercent }, n) => n === 0 || confidencePercent > 0);
  const [first, second] = named.map(({ name }) => name ?? t("alarms.suspects.unmetered"));
  const isUnsure = (named[1]?.confidencePercent ?? 0) >= UNSURE_PERCENT;
  return (
    <section className={styles["suspects"]} aria-label={of ? formatNamed(title, of) : title}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {isUnsure && <Text size="sm">{t("alarms.suspects.between", { first, second })}</Text>}
      <ol>
        {named.map((suspect) => (
          <SuspectRow key={suspect.servicePointId ?? 0} suspect={suspect} unit={unit} />
        ))}
      </ol>
    </section>
  );
}

function SuspectRow({ suspect, unit }: { suspect: Suspect; unit: string }) {
  const { t } = useTranslation();
  const { confidencePercent, recordedPercent, reasons, cost } = suspect;
  const name = suspect.name ?? t("alarms.suspects.unmetered");
  const missing = `${formatDecimal(suspect.missing)} ${unitSign(unit)}`;
  return (
    <li>
      <Text size="sm" fw={600}>
        {name} · {confidencePercent} %
      </Text>
      <Progress
        value={confidencePercent}
        size="sm"
        aria-label={formatNamed(name, `${confidencePercent} %`)}
      />
      <Text size="sm" c="dimmed">
        {t("alarms.suspects.missing", { missing })}
        {cost && (
          <>
            {" "}
            · {t("alarms.suspects.cost", { amount: formatMoney(cost.amountMinor, cost.currency) })}
          </>
        )}
        {recordedPercent !== null && (
          <> · {t("alarms.suspects.recorded", { percent: recordedPercent })}</>
        )}
      </Text>
      {reasons.map(({ kind, percent }) => (
        <Text key={kind} size="sm">
          {t(`alarms.suspects.reason.${kind}`, { percent })}
        </Text>
      ))}
    </li>
  );
}
