import { Alert, Button, Group, Progress, Stack, Stepper, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillRun, RunAction } from "#api/contract/bill-runs.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatInstant, formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Pager } from "#web/components/pager.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { formatPeriod } from "./period.ts";
import { RunLeases } from "./run-leases.tsx";
import { RunStateMark } from "./run-state-mark.tsx";

/** While a run is worked at, its page asks how far it is. */
const ASK_EVERY_MS = 1_000;

/** One bill run: how far it is, what it will bill, and what may be done with it. */
export function BillRunPage() {
  const { runId } = useParams({ from: "/bill-runs/$runId" });
  const run = useQuery({
    ...read("GET /bill-runs/:id", { params: { id: runId } }),
    refetchInterval: ({ state }) => (isWorkedAt(state.data) ? ASK_EVERY_MS : false),
  });
  return (
    <Answered query={run} height={720}>
      {(data) => <RunContent run={data} />}
    </Answered>
  );
}

function isWorkedAt(run: BillRun | undefined): boolean {
  return run?.state === "preparing" || run?.state === "issuing";
}

const STEPS: Readonly<Record<BillRun["state"], number>> = {
  preparing: 1,
  ready: 2,
  issuing: 3,
  stopped: 1,
  done: 4,
  discarded: 2,
};

function RunContent({ run }: { run: BillRun }) {
  const { t } = useTranslation();
  const { user, site } = useSignedIn();
  const [page, setPage] = useState(1);
  const leases = useQuery({
    ...read("GET /bill-runs/:id/leases", { params: { id: run.id }, query: { page } }),
    placeholderData: keepPreviousData,
    refetchInterval: isWorkedAt(run) ? ASK_EVERY_MS : false,
  });
  return (
    <Page
      back={{ to: "/bill-runs", name: t("runs.runs") }}
      title={t("runs.of", { period: formatPeriod(run) })}
      hint={<RunStateMark state={run.state} />}
      actions={mayCorrectMoney(user) && <RunActions run={run} />}
    >
      <Stack gap="md">
        <section className="surface" style={{ padding: "var(--mantine-spacing-md)" }}>
          <Stepper active={STEPS[run.state]} size="sm" iconSize={28}>
            {(["period", "check", "approve", "issue"] as const).map((step) => (
              <Stepper.Step key={step} label={t(`runs.step.${step}`)} />
            ))}
          </Stepper>
        </section>
        {isWorkedAt(run) && <RunProgress run={run} />}
        <Section title={t("runs.summary")}>
          <Facts
            facts={[
              [t("bills.total"), formatMoney(run.totalMinor, site.currency)],
              [t("runs.issued"), String(run.counts.issued)],
              [t("runs.drafted"), String(run.counts.drafted)],
              [t("runs.toLookAt"), String(run.anomalies)],
              [t("runs.blocked"), String(run.counts.blocked)],
              [t("runs.leftOut"), String(run.counts["left-out"])],
              [t("runs.started"), formatInstant(run.startedAt, site.timeZone)],
              [t("runs.approvedBy"), run.approvedBy],
            ]}
          />
        </Section>
        <Section title={t("runs.leases")} flush>
          <Answered query={leases} height={480}>
            {(list) => <RunLeases run={run} leases={list.leases} />}
          </Answered>
        </Section>
        {leases.data && <Pager {...leases.data} onChange={setPage} />}
      </Stack>
    </Page>
  );
}

function RunProgress({ run }: { run: BillRun }) {
  const { t } = useTranslation();
  const { counts, state, needsApproval } = run;
  const all = counts.waiting + counts.drafted + counts.blocked + counts.issued;
  const left = state === "issuing" && needsApproval ? counts.drafted : counts.waiting;
  const percent = all === 0 ? 100 : Math.round(((all - left) / all) * 100);
  return (
    <section className="surface" style={{ padding: "var(--mantine-spacing-md)" }}>
      <Text mb={6} aria-live="polite">
        {t("runs.progress", { done: all - left, all })}
      </Text>
      <Progress value={percent} size="lg" animated aria-label={t(`runs.state.${state}`)} />
    </section>
  );
}

/** Only what the server says is possible now. */
function RunActions({ run }: { run: BillRun }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const act = useMutation({
    mutationFn: (action: RunAction) =>
      call("POST /bill-runs/:id/actions", { params: { id: run.id }, body: { action } }),
    onSettled: async () => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => `${queryKey[0]}`.startsWith("GET /bill"),
      });
    },
  });
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="sm">
        {run.availableActions.toReversed().map(({ action }) => (
          <Button
            key={action}
            variant={action === "approve" || action === "resume" ? "filled" : "default"}
            loading={act.isPending && act.variables === action}
            disabled={act.isPending}
            onClick={() => act.mutate(action)}
          >
            {action === "approve"
              ? t("runs.action.approveCount", { count: run.counts.drafted })
              : t(`runs.action.${action}`)}
          </Button>
        ))}
      </Group>
      {act.isError && (
        <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
          {errorText(act.error)}
        </Alert>
      )}
    </Stack>
  );
}
