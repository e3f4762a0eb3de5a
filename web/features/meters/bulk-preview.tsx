import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MeterChanges } from "#api/contract/meter-changes.ts";
import { formatNamed } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { serverWords } from "#web/i18n/server-words.ts";

type Row = MeterChanges["rows"][number];

/** What a change of many meters comes to for each; those that stand in its way first. */
export function BulkPreview({ found }: { readonly found: MeterChanges }) {
  const { t } = useTranslation();
  const wrong = found.rows.filter(({ faults }) => faults.length > 0);
  const changed = found.rows.filter((row) => row.changed.length > 0 && row.faults.length === 0);
  const names = {
    modelId: t("meters.model"),
    lineId: t("meters.line"),
    spaceId: t("property.liesIn"),
    intervalMinutes: t("meters.interval"),
    tags: t("meters.tags"),
  };
  const worded = (field: Row["changed"][number]["field"], value: string | null) => {
    if (value === null) return "–";
    return field === "intervalMinutes" ? t("meters.minutes", { count: Number(value) }) : value;
  };
  const columns: readonly Column<Row>[] = [
    {
      name: t("meters.meter"),
      renderCell: ({ pointName, serialNumber }) => (
        <>
          <Text span fw={600} display="block">
            {pointName ?? t("meters.inStock")}
          </Text>
          <Text span size="sm" c="dimmed">
            {serialNumber}
          </Text>
        </>
      ),
    },
    {
      name: t("meters.changes"),
      renderCell: ({ changed: ofMeter, faults }) => (
        <>
          {faults.map(({ field, message }) => (
            <Text key={field + message} size="sm" fw={600} c="var(--mantine-color-error)">
              {serverWords(message)}
            </Text>
          ))}
          {ofMeter.map(({ field, before, after }) => (
            <Text key={field} size="sm">
              {formatNamed(names[field], `${worded(field, before)} → ${worded(field, after)}`)}
            </Text>
          ))}
        </>
      ),
    },
  ];
  return (
    <div role="status" ref={scrollTo}>
      {wrong.length > 0 ? (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} mb="sm">
          {t("meters.cannotChange", { count: wrong.length })}
        </Alert>
      ) : (
        <Text fw={600} mb="xs">
          {changed.length === 0
            ? t("meters.nothingChanges")
            : t("meters.wouldChange", { count: changed.length })}
        </Text>
      )}
      {wrong.length + changed.length > 0 && (
        <Rows
          label={t("meters.changes")}
          rows={[...wrong, ...changed]}
          columns={columns}
          keyOf={({ meterId }) => meterId}
        />
      )}
    </div>
  );
}

/** What came below what is in view is looked at at once. */
function scrollTo(preview: HTMLDivElement | null): void {
  preview?.scrollIntoView({ block: "nearest" });
}
