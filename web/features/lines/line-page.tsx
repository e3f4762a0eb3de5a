import { Button, Group, Stack, Text } from "@mantine/core";
import { IconGauge, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LineDetails } from "#api/contract/lines.ts";
import { read } from "#web/api/queries.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { formatInstant, formatNamed, formatPercent } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { LineStateMark } from "#web/components/state-marks.tsx";
import { Answered } from "#web/components/states.tsx";
import { MeterDrawer, type MeterStart } from "#web/features/meters/meter-drawer.tsx";
import { MeterRows } from "#web/features/meters/meter-rows.tsx";
import { LineDrawer } from "./line-drawer.tsx";
import { useLineErrorText } from "./line-error-text.ts";
import { PushTokenSection } from "./push-token-section.tsx";
import { ScanSection } from "./scan-section.tsx";

/** One line: its meters, who else is on it, how well it answered. */
export function LinePage() {
  const { lineId } = useParams({ from: "/lines/$lineId" });
  const line = useQuery({
    ...read("GET /lines/:id", { params: { id: lineId } }),
    refetchInterval: 10_000,
  });
  return (
    <Answered query={line} height={640}>
      {(data) => <LineContent details={data} />}
    </Answered>
  );
}

function LineContent({ details }: { details: LineDetails }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const { line, transport } = details;
  const meters = useQuery({ ...read("GET /meters", { query: {} }), refetchInterval: 10_000 });
  const [isEditing, setEditing] = useState(false);
  const [adding, setAdding] = useState<MeterStart>();
  const mayChange = mayChangeProperty(user);
  const own = meters.data?.meters.filter((meter) => meter.line?.id === line.id) ?? [];
  const isAsked = transport.kind !== "mqtt" && transport.kind !== "push";
  return (
    <Page
      back={{ to: "/lines", name: t("lines.lines") }}
      title={line.name}
      hint={
        <Group gap="sm">
          <span>{line.address}</span>
          <LineStateMark state={line.state} />
        </Group>
      }
      actions={
        mayChange && (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconPencil aria-hidden size={18} />}
              onClick={() => setEditing(true)}
            >
              {t("lines.change")}
            </Button>
            <Button
              leftSection={<IconGauge aria-hidden size={18} />}
              onClick={() => setAdding({ lineId: line.id })}
            >
              {t("meters.add")}
            </Button>
          </Group>
        )
      }
    >
      <Stack gap="md">
        <Section title={t("nav.meters")} flush>
          {own.length === 0 ? (
            <Text c="dimmed" p="md">
              {t("lines.noMeters")}
            </Text>
          ) : (
            <MeterRows meters={own} />
          )}
        </Section>
        {mayChange && transport.kind === "push" && <PushTokenSection details={details} />}
        {mayChange && isAsked && <ScanSection details={details} onAdd={setAdding} />}
        <Hours details={details} />
      </Stack>
      {isEditing && <LineDrawer details={details} onClose={() => setEditing(false)} />}
      {adding && <MeterDrawer start={adding} onClose={() => setAdding(undefined)} />}
    </Page>
  );
}

type Hour = LineDetails["hours"][number];

function Hours({ details }: { details: LineDetails }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const errorText = useLineErrorText();
  const columns: readonly Column<Hour>[] = [
    { name: t("lines.hour"), renderCell: ({ hour }) => formatInstant(hour, site.timeZone) },
    {
      name: t("meters.answered"),
      figures: true,
      renderCell: ({ attempts, answers }) =>
        formatPercent(((answers / Math.max(1, attempts)) * 100).toFixed(1)),
    },
    {
      name: t("lines.latency"),
      figures: true,
      renderCell: ({ meanLatencyMs, longestLatencyMs }) =>
        meanLatencyMs === null ? "–" : `${meanLatencyMs} / ${longestLatencyMs} ms`,
    },
    {
      name: t("lines.errors"),
      renderCell: ({ errors }) =>
        Object.entries(errors)
          .map(([kind, count]) => formatNamed(errorText.title({ kind }), count))
          .join("; ") || "–",
    },
  ];
  return (
    <Section title={t("lines.hours")} flush>
      {details.hours.length === 0 ? (
        <Text c="dimmed" p="md">
          {t("lines.noHours")}
        </Text>
      ) : (
        <Rows
          label={t("lines.hours")}
          rows={details.hours.toReversed()}
          columns={columns}
          keyOf={({ hour }) => hour}
        />
      )}
    </Section>
  );
}
