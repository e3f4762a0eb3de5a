import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SystemState } from "#api/contract/system.ts";
import { formatBytes } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";

/** A backup that is proven takes the database's size twice, and some of it. */
const DATABASES_OF_ROOM = 2;
const LEAST_ROOM_BYTES = 1e9;

type Disk = SystemState["disks"][number];

/** What is free where data and backups lie. */
export function DisksSection({ state }: { state: SystemState }) {
  const { t } = useTranslation();
  const { database, disks } = state;
  const needed = DATABASES_OF_ROOM * database.bytes + LEAST_ROOM_BYTES;
  const columns: readonly Column<Disk>[] = [
    {
      name: t("system.use"),
      renderCell: ({ folder, use }) => (
        <>
          {t(`system.disk.${use}`)}
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {folder}
          </Text>
        </>
      ),
    },
    {
      name: t("system.free"),
      figures: true,
      renderCell: ({ bytes, freeBytes }) =>
        t("system.freeOf", { free: formatBytes(freeBytes), size: formatBytes(bytes) }),
    },
    {
      name: t("system.state"),
      renderCell: ({ freeBytes }) =>
        freeBytes >= needed ? (
          <Mark tone="good" icon={<IconCheck aria-hidden />}>
            {t("system.enough")}
          </Mark>
        ) : (
          <Mark tone="bad" icon={<IconAlertTriangle aria-hidden />}>
            {t("system.scarce")}
          </Mark>
        ),
    },
  ];
  return (
    <Section title={t("system.disks")} flush>
      <Rows label={t("system.disks")} rows={disks} columns={columns} keyOf={({ use }) => use} />
    </Section>
  );
}
