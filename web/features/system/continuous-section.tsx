import { Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ContinuousBackupState } from "#api/contract/system.ts";
import { Age } from "#web/components/age.tsx";
import { type Fact, Facts } from "#web/components/facts.tsx";
import { Mark } from "#web/components/mark.tsx";
import { Section } from "#web/components/section.tsx";

/** Until when all that was stored lies in the backup folder too, and whether it could be restored. */
export function ContinuousSection({ backup }: { backup: ContinuousBackupState | null }) {
  const { t } = useTranslation();
  return (
    <Section title={t("system.continuous")}>
      {backup === null ? (
        <Text c="dimmed">{t("system.continuousOff")}</Text>
      ) : (
        <ContinuousFacts backup={backup} />
      )}
    </Section>
  );
}

function ContinuousFacts({ backup }: { backup: ContinuousBackupState }) {
  const { t } = useTranslation();
  const { baseMadeAt, billsRecalculated, failure, keptAt, proofFailure, provenAt } = backup;
  const facts: readonly Fact[] = [
    [
      t("system.outcome"),
      <Outcome
        key="outcome"
        reason={failure}
        good={t("system.keeping")}
        bad={t("system.failed")}
      />,
    ],
    [t("system.keptUpTo"), <Age key="kept" instant={keptAt} />],
    [t("system.wholeCopy"), <Age key="copy" instant={baseMadeAt} />],
    [
      t("system.rehearsed"),
      provenAt === null && proofFailure === null ? (
        t("system.notRehearsed")
      ) : (
        <div key="proof">
          <Outcome reason={proofFailure} good={t("system.proven")} bad={t("system.failed")} />{" "}
          <Age instant={provenAt} />
        </div>
      ),
    ],
    [t("system.recalculated"), billsRecalculated ?? "–"],
  ];
  return <Facts facts={facts} />;
}

function Outcome(words: {
  readonly reason: string | null;
  readonly good: string;
  readonly bad: string;
}) {
  if (words.reason === null) {
    return (
      <Mark tone="good" icon={<IconCheck aria-hidden />}>
        {words.good}
      </Mark>
    );
  }
  return (
    <>
      <Mark tone="bad" icon={<IconX aria-hidden />}>
        {words.bad}
      </Mark>
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {words.reason}
      </Text>
    </>
  );
}
