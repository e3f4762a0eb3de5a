import { Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BackupState, SystemState } from "#api/contract/system.ts";
import { Age } from "#web/components/age.tsx";
import { formatBytes, formatDecimal } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";

const SECONDS_DIGITS = 1;

/** The last backups, and whether each could be restored. */
export function BackupsSection({ state }: { state: SystemState }) {
  const { t } = useTranslation();
  const { backupTime, backups } = state;
  const columns: readonly Column<BackupState>[] = [
    { name: t("system.made"), renderCell: ({ startedAt }) => <Age instant={startedAt} /> },
    {
      name: t("system.outcome"),
      renderCell: ({ failure }) =>
        failure === null ? (
          <Mark tone="good" icon={<IconCheck aria-hidden />}>
            {t("system.proven")}
          </Mark>
        ) : (
          <>
            <Mark tone="bad" icon={<IconX aria-hidden />}>
              {t("system.failed")}
            </Mark>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {failure}
            </Text>
          </>
        ),
    },
    {
      name: t("system.size"),
      figures: true,
      renderCell: ({ fileBytes }) => (fileBytes === null ? "–" : formatBytes(fileBytes)),
    },
    {
      name: t("system.recalculated"),
      figures: true,
      from: "tablet",
      renderCell: ({ billsRecalculated }) => billsRecalculated ?? "–",
    },
    {
      name: t("system.seconds"),
      figures: true,
      from: "tablet",
      renderCell: ({ seconds }) => formatDecimal(seconds.toFixed(SECONDS_DIGITS), SECONDS_DIGITS),
    },
  ];
  return (
    <Section
      title={t("system.backups")}
      aside={
        <Text size="sm" c="dimmed">
          {backupTime === null
            ? t("system.noSchedule")
            : t("system.schedule", { time: backupTime })}
        </Text>
      }
      flush={backups.length > 0}
    >
      {backups.length === 0 ? (
        <Text c="dimmed">{t("system.noBackup")}</Text>
      ) : (
        <Rows
          label={t("system.backups")}
          rows={backups}
          columns={columns}
          keyOf={({ startedAt }) => startedAt}
        />
      )}
    </Section>
  );
}
