import {
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconHelp,
  IconLoader2,
  IconPlugConnectedX,
  IconPlayerPause,
  IconX,
} from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { MailState } from "#api/contract/bills.ts";
import type { LineState } from "#api/contract/lines.ts";
import type { MeterState } from "#api/contract/meters.ts";
import { Mark, type Tone } from "./mark.tsx";

type Sign = readonly [Tone, typeof IconCheck];

const METER: Readonly<Record<MeterState, Sign>> = {
  answering: ["good", IconCheck],
  silent: ["bad", IconPlugConnectedX],
  unknown: ["neutral", IconHelp],
  unread: ["neutral", IconCircleDashed],
};

const LINE: Readonly<Record<LineState, Sign>> = {
  good: ["good", IconCheck],
  partial: ["warning", IconPlugConnectedX],
  down: ["bad", IconPlugConnectedX],
  unknown: ["neutral", IconHelp],
  disabled: ["neutral", IconPlayerPause],
};

const MAIL: Readonly<Record<MailState, Sign>> = {
  waiting: ["busy", IconClock],
  sending: ["busy", IconLoader2],
  sent: ["good", IconCheck],
  failed: ["bad", IconX],
  unknown: ["warning", IconHelp],
};

export function MeterStateMark({ state }: { state: MeterState }) {
  const { t } = useTranslation();
  return <MeterStateSign state={state} name={t(`meters.state.${state}`)} />;
}

/** The same for long lists, which look up the four names once. */
export const MeterStateSign = memo(function MeterStateSign({
  state,
  name,
}: {
  state: MeterState;
  name: string;
}) {
  const [tone, Icon] = METER[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {name}
    </Mark>
  );
});

export function LineStateMark({ state }: { state: LineState }) {
  const { t } = useTranslation();
  const [tone, Icon] = LINE[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {t(`lines.state.${state}`)}
    </Mark>
  );
}

/** What became of a mail; a bill that is mailed to nobody says so. */
export function MailStateMark({ state }: { state: MailState | null }) {
  const { t } = useTranslation();
  if (state === null) {
    return (
      <Mark tone="neutral" icon={<IconCircleDashed aria-hidden />}>
        {t("outbox.none")}
      </Mark>
    );
  }
  const [tone, Icon] = MAIL[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {t(`outbox.state.${state}`)}
    </Mark>
  );
}
