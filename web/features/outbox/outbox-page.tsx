import { Button, Group, Text } from "@mantine/core";
import { IconMailOff, IconRefresh } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Mail } from "#api/contract/outbox.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Filters } from "#web/components/filters.tsx";
import { formatInstant } from "#web/components/format.ts";
import { sayDone, sayFailed } from "#web/components/form/undo-toast.tsx";
import { Page } from "#web/components/page.tsx";
import { Pager } from "#web/components/pager.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Select } from "#web/components/select.tsx";
import { MailStateMark } from "#web/components/state-marks.tsx";
import { Answered, EmptyState, useErrorText } from "#web/components/states.tsx";
import { MessageDrawer } from "./message-drawer.tsx";
import { MAIL_STATES, outboxSearch } from "./outbox-search.ts";

/** Every mail and what became of it. */
export function OutboxPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/outbox" });
  const navigate = useNavigate({ from: "/outbox" });
  const { mail: openId, ...query } = search;
  const outbox = useQuery({
    ...read("GET /outbox", { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  const go = (change: Record<string, unknown>) =>
    void navigate({
      search: outboxSearch({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page title={t("nav.outbox")} hint={t("outbox.help")}>
      <Filters>
        <Select
          aria-label={t("outbox.stateName")}
          placeholder={t("outbox.allStates")}
          clearable
          value={search.state ?? null}
          data={MAIL_STATES.map((value) => ({
            value,
            label: `${t(`outbox.state.${value}`)} (${outbox.data?.counts[value] ?? 0})`,
          }))}
          onChange={(state) => go({ state, page: 1 })}
        />
      </Filters>
      <div className="surface">
        <Answered query={outbox} height={640}>
          {({ mails }) =>
            mails.length === 0 ? (
              <EmptyState icon={<IconMailOff aria-hidden size={36} />} text={t("outbox.empty")} />
            ) : (
              <MailRows mails={mails} />
            )
          }
        </Answered>
      </div>
      {outbox.data && <Pager {...outbox.data} onChange={(page) => go({ page })} />}
      {openId !== undefined && (
        <MessageDrawer
          mailId={openId}
          mail={outbox.data?.mails.find(({ id }) => id === openId)}
          onClose={() => go({ mail: undefined })}
        />
      )}
    </Page>
  );
}

function MailRows({ mails }: { mails: readonly Mail[] }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const search = useSearch({ from: "/outbox" });
  const columns: readonly Column<Mail>[] = [
    {
      name: t("outbox.subject"),
      renderCell: ({ subject, recipient }) => (
        <>
          <Text span fw={600} display="block">
            {subject}
          </Text>
          <Text span size="sm" c="dimmed">
            {recipient}
          </Text>
        </>
      ),
    },
    {
      name: t("outbox.when"),
      unbroken: true,
      renderCell: ({ sentAt, createdAt }) => formatInstant(sentAt ?? createdAt, site.timeZone),
    },
    {
      name: t("outbox.attempts"),
      figures: true,
      from: "desktop",
      renderCell: ({ attempts }) => String(attempts),
    },
    {
      name: t("outbox.stateName"),
      renderCell: (mail) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <MailStateMark state={mail.state} />
          <ResendButton mail={mail} />
        </Group>
      ),
    },
  ];
  return (
    <Rows
      label={t("nav.outbox")}
      rows={mails}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({ to: "/outbox", search: { ...search, mail: id }, resetScroll: false })}
    />
  );
}

/** Only for mails that failed or whose fate is unknown. */
function ResendButton({ mail }: { mail: Mail }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const resend = useMutation({
    mutationFn: () => call("POST /outbox/:id/resend", { params: { id: mail.id } }),
    onSuccess: () => sayDone(t("outbox.resent")),
    onError: (error) => sayFailed(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /outbox"] }),
  });
  const offered = mail.state === "failed" || mail.state === "unknown";
  if (!offered || !mayCorrectMoney(user)) return null;
  return (
    <Button
      variant="default"
      leftSection={<IconRefresh aria-hidden size={18} />}
      loading={resend.isPending}
      onClick={() => resend.mutate()}
    >
      {t("outbox.resend")}
    </Button>
  );
}
