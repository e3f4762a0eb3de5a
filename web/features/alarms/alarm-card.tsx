import { Button, Text } from "@mantine/core";
import {
  IconChartLine,
  IconCheck,
  IconPlugConnectedX,
  IconServerOff,
  IconShieldExclamation,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm } from "#api/contract/alarms.ts";
import { useNow } from "#web/app/site-time.ts";
import { mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { Duration } from "#web/components/age.tsx";
import { formatInstant, formatNamed } from "#web/components/format.ts";
import { AcknowledgeDialog } from "./acknowledge-dialog.tsx";
import styles from "./alarm-card.module.css";
import { useAlarmText } from "./alarm-text.ts";
import { GrownLosses } from "./grown-losses.tsx";
import { ShelveMenu } from "./shelve-menu.tsx";
import { SuspectList } from "./suspect-list.tsx";

const ICONS = {
  communication: IconPlugConnectedX,
  evasion: IconShieldExclamation,
  consumption: IconChartLine,
  system: IconServerOff,
} as const;

/** One alarm: what, where, since when, who sees to it, and the way to its cause. */
export function AlarmCard({ alarm }: { alarm: Alarm }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const text = useAlarmText();
  const [asking, setAsking] = useState(false);
  const Icon = ICONS[alarm.kind];
  const { state, source } = alarm;
  const acknowledged = t("alarms.acknowledgedBy", { name: alarm.acknowledgedBy ?? "–" });
  const now = useNow();
  const isShelved =
    state !== "cleared" && alarm.shelvedUntil !== null && Date.parse(alarm.shelvedUntil) > now;
  return (
    <li
      className={styles["alarm"]}
      data-severity={alarm.severity}
      data-state={state}
      data-alarm={alarm.id}
    >
      <span className={styles["icon"]}>
        <Icon aria-hidden size={22} />
      </span>
      <div className={styles["words"]}>
        <Text fw={650}>
          {source.kind === "meter" ? (
            <Link to="/meters/$meterId" params={{ meterId: source.id }}>
              {text.title(alarm)}
            </Link>
          ) : (
            text.title(alarm)
          )}
        </Text>
        <Text size="sm">{text.detail(alarm)}</Text>
        <Text size="sm" c="dimmed">
          {t(`alarms.kind.${alarm.kind}`)} · {t(`alarms.severity.${alarm.severity}`)} ·{" "}
          {formatInstant(alarm.raisedAt, site.timeZone)} · {t("alarms.for")}{" "}
          <Duration from={alarm.raisedAt} to={alarm.clearedAt} />
          {alarm.raisedAgainAt !== null && (
            <>
              {" "}
              ·{" "}
              {t("alarms.grown.again", { when: formatInstant(alarm.raisedAgainAt, site.timeZone) })}
            </>
          )}
        </Text>
        {"grown" in alarm.details && alarm.details.grown && state !== "cleared" && (
          <>
            <GrownLosses grown={alarm.details.grown} unit={alarm.details.unit} />
            <Text size="sm" fw={650} mt="xs">
              {t("alarms.grown.known", {
                since: formatInstant(alarm.details.from, site.timeZone),
              })}
            </Text>
          </>
        )}
        {"suspects" in alarm.details && alarm.details.suspects && state !== "cleared" && (
          <SuspectList suspects={alarm.details.suspects} unit={alarm.details.unit} />
        )}
        {isShelved && (
          <Text size="sm" c="dimmed">
            {t("alarms.shelving.shelved", {
              name: alarm.shelvedBy ?? "–",
              until: formatInstant(alarm.shelvedUntil ?? "", site.timeZone),
            })}
          </Text>
        )}
        {alarm.acknowledgedAt !== null && (
          <Text size="sm" c="dimmed">
            <IconCheck aria-hidden size={14} />{" "}
            {alarm.acknowledgementNote
              ? formatNamed(acknowledged, alarm.acknowledgementNote)
              : acknowledged}
          </Text>
        )}
        {state !== "cleared" && (
          <Text size="sm" mt={2}>
            {text.remedy(alarm)}
          </Text>
        )}
      </div>
      <div className={styles["act"]}>
        {state !== "cleared" && mayTendAlarms(user) && (
          <ShelveMenu alarm={alarm} isShelved={isShelved} />
        )}
        {state === "raised" && mayTendAlarms(user) && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("alarms.acknowledge")}
          </Button>
        )}
        {state !== "raised" && (
          <Text size="sm" fw={600} c="dimmed">
            {t(`alarms.state.${state}`)}
          </Text>
        )}
      </div>
      {asking && <AcknowledgeDialog alarm={alarm} onClose={() => setAsking(false)} />}
    </li>
  );
}
