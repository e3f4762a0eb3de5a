import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import {
  IconChevronLeft,
  IconChevronRight,
  IconKeyboard,
  IconListNumbers,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reading, ReadingList } from "#api/contract/readings.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { read } from "#web/api/queries.ts";
import { mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { Filters } from "#web/components/filters.tsx";
import {
  formatDecimal,
  formatInstant,
  formatList,
  formatTime,
  unitSign,
} from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { CorrectDrawer } from "./correct-drawer.tsx";
import { EnterDrawer } from "./enter-drawer.tsx";

/** The register values of a meter's day as they are stored, with every change; by hand and corrected. */
export function ReadingsPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const { meterId } = useParams({ from: "/meters/$meterId/readings" });
  const search = useSearch({ from: "/meters/$meterId/readings" });
  const navigate = useNavigate({ from: "/meters/$meterId/readings" });
  const [entering, setEntering] = useState(false);
  const [correcting, setCorrecting] = useState<Reading>();
  const meter = useQuery(read("GET /meters/:id", { params: { id: meterId } }));
  const readings = useQuery(
    read("GET /meters/:id/readings", { params: { id: meterId }, query: search }),
  );
  const go = (day: string) => void navigate({ search: { ...search, day }, replace: true });
  const name = meter.data?.point?.name ?? meter.data?.serialNumber ?? "";
  return (
    <Page
      back={{ to: "/meters", name: t("nav.meters") }}
      title={t("readings.of", { name })}
      actions={
        mayTendAlarms(user) && (
          <Button
            leftSection={<IconKeyboard aria-hidden size={18} />}
            onClick={() => setEntering(true)}
          >
            {t("readings.enter")}
          </Button>
        )
      }
    >
      {readings.data && <DayFilter list={readings.data} onGo={go} />}
      <div className="surface">
        <Answered query={readings} height={480}>
          {(list) =>
            list.readings.length === 0 ? (
              <EmptyState
                icon={<IconListNumbers aria-hidden size={36} />}
                text={t("readings.none")}
              />
            ) : (
              <ReadingRows list={list} {...(mayTendAlarms(user) && { onCorrect: setCorrecting })} />
            )
          }
        </Answered>
      </div>
      {entering && readings.data && (
        <EnterDrawer meterId={meterId} list={readings.data} onClose={() => setEntering(false)} />
      )}
      {correcting && readings.data && (
        <CorrectDrawer
          meterId={meterId}
          list={readings.data}
          reading={correcting}
          onClose={() => setCorrecting(undefined)}
        />
      )}
    </Page>
  );
}

const MS_PER_DAY = 86_400_000;

function DayFilter({ list, onGo }: { list: ReadingList; onGo: (day: string) => void }) {
  const { t } = useTranslation();
  const move = (days: number) =>
    onGo(
      new Date(Date.parse(`${list.fromDay}T00:00Z`) + days * MS_PER_DAY).toISOString().slice(0, 10),
    );
  return (
    <Filters>
      <Group gap="xs" wrap="nowrap">
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t("readings.previousDay")}
          onClick={() => move(-1)}
        >
          <IconChevronLeft size={20} />
        </ActionIcon>
        <TextInput
          type="date"
          aria-label={t("readings.day")}
          value={list.fromDay}
          onChange={(event) => {
            if (event.currentTarget.value !== "") onGo(event.currentTarget.value);
          }}
        />
        <ActionIcon
          variant="default"
          size={44}
          aria-label={t("readings.nextDay")}
          onClick={() => move(1)}
        >
          <IconChevronRight size={20} />
        </ActionIcon>
      </Group>
    </Filters>
  );
}

function ReadingRows({
  list,
  onCorrect,
}: {
  list: ReadingList;
  onCorrect?: (reading: Reading) => void;
}) {
  const { t } = useTranslation();
  const { timeZone, unit } = list;
  const hasChanges = list.readings.some(({ changes }) => changes.length > 0);
  const columns: readonly Column<Reading>[] = [
    { name: t("readings.time"), renderCell: ({ at }) => formatTime(at, timeZone) },
    {
      name: t("readings.value"),
      figures: true,
      renderCell: ({ value }) => `${formatDecimal(value)}\u00a0${unitSign(unit)}`,
    },
    {
      name: t("readings.qualityName"),
      renderCell: (reading) => (
        <Group gap="xs" justify="space-between" wrap="nowrap">
          {qualityWords(reading.quality)}
          {onCorrect && (
            <Button
              variant="subtle"
              aria-label={`${t("readings.correct")} ${formatTime(reading.at, timeZone)}`}
              onClick={() => onCorrect(reading)}
            >
              {t("readings.correct")}
            </Button>
          )}
        </Group>
      ),
    },
    ...(hasChanges
      ? [
          {
            name: t("readings.changes"),
            renderCell: ({ changes }: Reading) =>
              changes.map((change) => (
                <Text key={change.changedAt + change.newValue} size="sm" c="dimmed">
                  {t("readings.change", {
                    before:
                      change.value === null ? t("readings.nothing") : formatDecimal(change.value),
                    after: formatDecimal(change.newValue),
                    who: change.author,
                    when: formatInstant(change.changedAt, timeZone),
                    why: change.reason,
                  })}
                </Text>
              )),
          },
        ]
      : []),
  ];
  return (
    <Rows
      label={t("readings.title")}
      rows={list.readings}
      columns={columns}
      keyOf={({ at }) => at}
    />
  );

  function qualityWords(bits: number): string {
    return formatList(
      (["measured", "estimated", "edited", "suspect", "withdrawn"] as const)
        .filter((quality) => (bits & READING_QUALITY[quality]) !== 0)
        .map((quality) => t(`readings.quality.${quality}`)),
    );
  }
}
