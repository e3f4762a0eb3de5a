import { Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { WebhookRequestList } from "#api/contract/webhooks.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant } from "#web/components/format.ts";
import { sayFailed } from "#web/components/form/undo-toast.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { MailStateMark } from "#web/components/state-marks.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import type { Webhook } from "./webhooks-section.tsx";

type WebhookRequest = WebhookRequestList["requests"][number];

/** While a request is on its way its answer is looked for this often. */
const ASK_EVERY_MS = 1_000;

/** The newest requests of a webhook, what its receiver answered, and a test. */
export function WebhookRequests({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const params = { id: webhook.id };
  const requests = useQuery({
    ...read("GET /webhooks/:id/requests", { params }),
    refetchInterval: ({ state }) => (isOnItsWay(state.data) ? ASK_EVERY_MS : 10 * ASK_EVERY_MS),
  });
  const newest = requests.data?.requests[0];
  const newestState = newest && `${newest.id} ${newest.state}`;
  // The list behind the drawer says what became of the newest, too.
  useEffect(() => {
    if (newestState !== undefined) void client.invalidateQueries({ queryKey: ["GET /webhooks"] });
  }, [client, newestState]);
  const renew = () =>
    Promise.all(
      ["GET /webhooks/:id/requests", "GET /webhooks"].map((address) =>
        client.invalidateQueries({ queryKey: [address] }),
      ),
    );
  const testing = useMutation({
    mutationFn: () => call("POST /webhooks/:id/test", { params }),
    onSuccess: renew,
    onError: (error) => sayFailed(errorText(error)),
  });
  const retrying = useMutation({
    mutationFn: (request: number) =>
      call("POST /webhooks/:id/requests/:request/retry", { params: { ...params, request } }),
    onSuccess: renew,
    onError: (error) => sayFailed(errorText(error)),
  });
  const test = requests.data?.requests.find(({ id }) => id === testing.data?.requestId);
  const columns = useColumns((request) => retrying.mutate(request));
  return (
    <Drawer
      opened
      onClose={onClose}
      title={webhook.name}
      position="right"
      size={720}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Stack gap="md">
        <Group gap="sm">
          <Button
            variant="light"
            leftSection={<IconSend aria-hidden size={18} />}
            loading={testing.isPending || test?.state === "waiting" || test?.state === "sending"}
            onClick={() => testing.mutate()}
          >
            {t("alarms.webhooks.test")}
          </Button>
          <Text role="status" size="sm">
            {test && <AnswerText request={test} />}
          </Text>
        </Group>
        <Answered query={requests} height={120}>
          {(data) =>
            data.requests.length === 0 ? (
              <Text c="dimmed">{t("alarms.webhooks.nothing")}</Text>
            ) : (
              <Rows
                label={t("alarms.webhooks.requests")}
                rows={data.requests}
                columns={columns}
                keyOf={({ id }) => id}
              />
            )
          }
        </Answered>
      </Stack>
    </Drawer>
  );
}

function isOnItsWay(data: WebhookRequestList | undefined): boolean {
  const soon = ["waiting", "sending"];
  return (
    data?.requests.some(({ state, attempts }) => soon.includes(state) && attempts < 2) ?? false
  );
}

/** `Answered 204`, or why there was no answer. */
function AnswerText({ request: { status, error, state } }: { request: WebhookRequest }) {
  const { t } = useTranslation();
  if (status !== null) return t("alarms.webhooks.answered", { status });
  return error ?? t(`outbox.state.${state}`);
}

function useColumns(retry: (request: number) => void): Column<WebhookRequest>[] {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  return [
    {
      name: t("alarms.webhooks.what"),
      renderCell: ({ event, alarms }) => t(`alarms.webhooks.event.${event}`, { count: alarms }),
    },
    {
      name: t("outbox.when"),
      renderCell: ({ createdAt }) => formatInstant(createdAt, site.timeZone),
    },
    {
      name: t("outbox.stateName"),
      renderCell: (request) => (
        <Stack gap={2}>
          <MailStateMark state={request.state} />
          {request.state !== "waiting" || request.attempts > 0 ? (
            <Text size="sm" c="dimmed">
              <AnswerText request={request} />
            </Text>
          ) : null}
          {request.nextAttemptAt !== null && request.attempts > 0 && (
            <Text size="sm" c="dimmed">
              {t("alarms.webhooks.next", {
                when: formatInstant(request.nextAttemptAt, site.timeZone),
              })}
            </Text>
          )}
          {request.state === "failed" && request.event !== "test" && (
            <Button variant="light" onClick={() => retry(request.id)}>
              {t("outbox.resend")}
            </Button>
          )}
        </Stack>
      ),
    },
    { name: t("outbox.attempts"), renderCell: ({ attempts }) => attempts, figures: true },
  ];
}
