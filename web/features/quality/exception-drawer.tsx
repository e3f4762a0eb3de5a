import { Alert, Button, Drawer, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconChartBar, IconListNumbers } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExceptionDecision, ExceptionDetails } from "#api/contract/exceptions.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatInstant } from "#web/components/format.ts";
import { offerUndo } from "#web/components/form/undo-toast.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { useExceptionText } from "./exception-text.ts";
import { ImpactList } from "./impact-list.tsx";
import { SeverityMark } from "./severity-mark.tsx";

/** One exception: what it is, which bills and how much money it touches, and what can be done. */
export function ExceptionDrawer({
  exceptionId,
  onClose,
}: {
  exceptionId: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const details = useQuery(read("GET /exceptions/:id", { params: { id: exceptionId } }));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={details.data ? t(`quality.rule.${details.data.rule}`) : t("nav.quality")}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Answered query={details} height={480}>
        {(exception) => <Content exception={exception} />}
      </Answered>
    </Drawer>
  );
}

function Content({ exception }: { exception: ExceptionDetails }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const exceptionText = useExceptionText();
  const { point, meter, from, to, timeZone, state, proposal, day } = exception;
  return (
    <Stack gap="md">
      <Text>{exceptionText(exception)}</Text>
      {exception.holdsBilling && state === "open" && (
        <Alert color="red">{t("quality.holds")}</Alert>
      )}
      <Facts
        facts={[
          [t("quality.where"), point.name],
          [t("quality.when"), `${formatInstant(from, timeZone)} – ${formatInstant(to, timeZone)}`],
          [
            t("quality.stateName"),
            state === "open" ? (
              <SeverityMark key="severity" severity={exception.severity} />
            ) : (
              t(`quality.state.${state}`)
            ),
          ],
        ]}
      />
      {exception.decidedBy !== null && exception.decidedAt !== null && (
        <Text c="dimmed">
          {t("quality.decidedBy", {
            who: exception.decidedBy,
            when: formatInstant(exception.decidedAt, timeZone),
          })}
          {exception.note !== "" && ` · ${exception.note}`}
        </Text>
      )}
      {meter && (
        <Group gap="sm">
          <Link to="/meters/$meterId" params={{ meterId: meter.id }} search={{ at: day }}>
            <IconChartBar aria-hidden size={18} /> {t("quality.trend")}
          </Link>
          <Link
            to="/meters/$meterId/readings"
            params={{ meterId: meter.id }}
            search={{ day, channel: exception.channelId }}
          >
            <IconListNumbers aria-hidden size={18} /> {t("quality.readings")}
          </Link>
        </Group>
      )}
      <ImpactList exception={exception} />
      {state === "open" && proposal && (
        <Text>
          {t(`quality.proposal.${proposal.kind}`, {
            count: proposal.values,
            method: proposal.method === null ? "" : methodName(proposal.method),
          })}
        </Text>
      )}
      {mayTendAlarms(user) && <Decisions exception={exception} />}
    </Stack>
  );

  function methodName(method: string): string {
    switch (method) {
      case "redundant-meter":
      case "profile-scaled":
      case "linear":
      case "like-day":
        return t(`quality.method.${method}`);
      default:
        return method;
    }
  }
}

function Decisions({ exception }: { exception: ExceptionDetails }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [note, setNote] = useState("");
  const { id, state, rule, proposal } = exception;
  const send = (decision: ExceptionDecision["decision"]) =>
    call("POST /exceptions/:id/decision", { params: { id }, body: { decision, note } });
  const renew = async () => {
    await client.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[0]).startsWith("GET /exceptions"),
    });
  };
  const decide = useMutation({
    mutationFn: send,
    async onSuccess(decided) {
      await renew();
      if (decided.state === "open") return;
      offerUndo({
        done: t("quality.done", {
          what: t(`quality.rule.${rule}`),
          state: t(`quality.state.${decided.state}`),
        }),
        undo: async () => {
          await send("reopen");
          await renew();
        },
      });
    },
  });
  if (state === "cleared") return null;
  return (
    <Stack gap="sm">
      {decide.isError && (
        <Alert color="red" role="alert">
          {errorText(decide.error)}
        </Alert>
      )}
      {state === "open" && (
        <Textarea
          label={t("quality.note")}
          autosize
          minRows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <Group justify="flex-end">
        {state === "open" ? (
          <>
            <Button
              variant="default"
              loading={decide.isPending}
              onClick={() => decide.mutate("accept")}
            >
              {t("quality.accept")}
            </Button>
            {proposal && (
              <Button loading={decide.isPending} onClick={() => decide.mutate("estimate")}>
                {t("quality.estimate")}
              </Button>
            )}
          </>
        ) : (
          <Button
            variant="default"
            loading={decide.isPending}
            onClick={() => decide.mutate("reopen")}
          >
            {t("quality.reopen")}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
