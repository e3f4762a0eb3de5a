import {
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconLoader2,
  IconPlayerPause,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BillRun, RunLease } from "#api/contract/bill-runs.ts";
import { Mark, type Tone } from "#web/components/mark.tsx";

type Sign = readonly [Tone, typeof IconCheck];

const RUN: Readonly<Record<BillRun["state"], Sign>> = {
  preparing: ["busy", IconLoader2],
  ready: ["warning", IconClock],
  issuing: ["busy", IconLoader2],
  done: ["good", IconCheck],
  stopped: ["warning", IconPlayerPause],
  discarded: ["neutral", IconX],
};

const LEASE: Readonly<Record<RunLease["state"], Sign>> = {
  waiting: ["busy", IconClock],
  drafted: ["neutral", IconCircleDashed],
  blocked: ["bad", IconX],
  issued: ["good", IconCheck],
  "left-out": ["neutral", IconPlayerPause],
};

/** How far a bill run is. */
export function RunStateMark({ state }: { state: BillRun["state"] }) {
  const { t } = useTranslation();
  const [tone, Icon] = RUN[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {t(`runs.state.${state}`)}
    </Mark>
  );
}

/** How far a run is with one lease. */
export function RunLeaseMark({ state }: { state: RunLease["state"] }) {
  const { t } = useTranslation();
  const [tone, Icon] = LEASE[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />}>
      {t(`runs.lease.${state}`)}
    </Mark>
  );
}
