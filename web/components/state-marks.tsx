import { __iconNode as check } from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import { __iconNode as circleDashed } from "@tabler/icons-react/dist/esm/icons/IconCircleDashed.mjs";
import { __iconNode as help } from "@tabler/icons-react/dist/esm/icons/IconHelp.mjs";
import { __iconNode as plugConnectedX } from "@tabler/icons-react/dist/esm/icons/IconPlugConnectedX.mjs";
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
import { textFiller } from "./refilling.ts";
import { linesOf, Sign } from "./sign.tsx";

/** As mark.module.css has it, in pixels. */
const SIGN_SIZE = 16;

type ToneAndIcon = readonly [Tone, typeof IconCheck];

const METER: Readonly<Record<MeterState, readonly [Tone, string]>> = {
  answering: ["good", linesOf(check)],
  silent: ["bad", linesOf(plugConnectedX)],
  unknown: ["neutral", linesOf(help)],
  unread: ["neutral", linesOf(circleDashed)],
};

const LINE: Readonly<Record<LineState, ToneAndIcon>> = {
  good: ["good", IconCheck],
  partial: ["warning", IconPlugConnectedX],
  down: ["bad", IconPlugConnectedX],
  unknown: ["neutral", IconHelp],
  disabled: ["neutral", IconPlayerPause],
};

const MAIL: Readonly<Record<MailState, ToneAndIcon>> = {
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

/** The same for lists, which look up the four names once. */
export const MeterStateSign = memo(function MeterStateSign({
  state,
  name,
}: {
  state: MeterState;
  name: string;
}) {
  const [tone, lines] = METER[state];
  return (
    <Mark tone={tone} icon={<Sign lines={lines} size={SIGN_SIZE} />}>
      {name}
    </Mark>
  );
});

/** What makes a mark that is in the page that of another state. */
export function meterStateFiller(
  cell: Element,
  names: Readonly<Record<MeterState, string>>,
): (state: MeterState) => void {
  const mark = cell.querySelector("[data-tone]");
  const path = cell.querySelector("path");
  const write = mark && textFiller(mark);
  return (state) => {
    const [tone, lines] = METER[state];
    if (mark?.getAttribute("data-tone") !== tone) mark?.setAttribute("data-tone", tone);
    if (path?.getAttribute("d") !== lines) path?.setAttribute("d", lines);
    write?.(names[state]);
  };
}

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
