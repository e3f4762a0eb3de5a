import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { GrownLoss } from "#api/contract/alarms.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatDecimal, formatInstant, unitSign } from "#web/components/format.ts";
import styles from "./alarm-card.module.css";
import { SuspectList } from "./suspect-list.tsx";

/** What came to a loss while its alarm stood, the newest first, each with its own suspects. */
export function GrownLosses({ grown, unit }: { grown: readonly GrownLoss[]; unit: string }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  return grown.toReversed().map((loss) => {
    const since = formatInstant(loss.from, site.timeZone);
    const amount = (text: string) => `${formatDecimal(text)} ${unitSign(unit)}`;
    return (
      <section
        key={loss.seenAt}
        className={styles["grown"]}
        aria-label={t("alarms.grown.since", { since })}
      >
        <Text size="sm" fw={650}>
          {t("alarms.grown.since", { since })}
        </Text>
        <Text size="sm">
          {t("alarms.grown.missing", {
            missing: amount(loss.missing),
            supplied: amount(loss.supplied),
            percent: formatDecimal(loss.missingPercent),
          })}
        </Text>
        {loss.endedAt === null ? (
          <SuspectList
            suspects={loss.suspects}
            unit={unit}
            of={t("alarms.grown.since", { since })}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t("alarms.grown.ended", { when: formatInstant(loss.endedAt, site.timeZone) })}
          </Text>
        )}
      </section>
    );
  });
}
