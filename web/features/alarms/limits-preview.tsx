import { List, Paper, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { AlarmPreview, AlarmSettingAsked } from "#api/contract/alarm-settings.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant } from "#web/components/format.ts";
import { useErrorText } from "#web/components/states.tsx";

/** Until nothing more is typed. */
const WAIT_MS = 400;
const SHOWN = 8;
const FAINT = 0.45;

/** What such limits would have raised in the past, counted while they are entered. */
export function LimitsPreview({ asked }: { asked: AlarmSettingAsked }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const text = JSON.stringify(asked);
  const [body] = useDebouncedValue(text, WAIT_MS);
  const preview = useQuery({
    queryKey: ["alarm preview", body],
    queryFn: () =>
      call("POST /alarm-settings/preview", { body: JSON.parse(body) as AlarmSettingAsked }),
    placeholderData: keepPreviousData,
    enabled: asked.enabled,
  });
  if (!asked.enabled) return null;
  // Still of what was entered before: it stays, that nothing jumps, and is faint.
  const isBehind = body !== text || preview.isPlaceholderData;
  return (
    <Paper withBorder p="md" role="status" aria-live="polite" aria-busy={isBehind}>
      {preview.data && (
        <div style={{ opacity: isBehind ? FAINT : 1 }}>
          <Counted preview={preview.data} />
        </div>
      )}
      {preview.isPending && <Text c="dimmed">{t("alarms.limits.counting")}</Text>}
      {preview.isError && <Text c="dimmed">{errorText(preview.error)}</Text>}
    </Paper>
  );
}

function Counted({ preview }: { preview: AlarmPreview }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const { answer, count, days, alarms, judgedPoints, points } = preview;
  if (answer !== "counted") return <Text>{t(`alarms.limits.answer.${answer}`)}</Text>;
  return (
    <>
      <Text fw={600}>{t("alarms.limits.would", { count, days })}</Text>
      <Text c="dimmed" size="sm">
        {judgedPoints < points
          ? t("alarms.limits.someJudged", { judged: judgedPoints, count: points })
          : t("alarms.limits.judged", { count: points })}
      </Text>
      <List mt="xs" size="sm">
        {alarms.slice(0, SHOWN).map(({ pointName, raisedAt }) => (
          <List.Item key={`${pointName} ${raisedAt}`}>
            {pointName} · {formatInstant(raisedAt, site.timeZone)}
          </List.Item>
        ))}
      </List>
    </>
  );
}
