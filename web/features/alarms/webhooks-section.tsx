import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { WebhookList } from "#api/contract/webhooks.ts";
import { read } from "#web/api/queries.ts";
import { useSession } from "#web/app/session.ts";
import { CopyTextButton } from "#web/components/copy-text-button.tsx";
import { formatNamed, formatList } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { MailStateMark } from "#web/components/state-marks.tsx";
import { Answered } from "#web/components/states.tsx";

/** A webhook with what became of its newest request. */
export type Webhook = WebhookList["webhooks"][number];

const WebhookDrawer = lazy(async () => {
  const { WebhookDrawer: drawer } = await import("./webhook-drawer.tsx");
  return { default: drawer };
});
const WebhookRequests = lazy(async () => {
  const { WebhookRequests: drawer } = await import("./webhook-requests.tsx");
  return { default: drawer };
});

/** Which programs are told of alarms, and how that fares; for administrators. */
export function WebhooksSection() {
  const { t } = useTranslation();
  const webhooks = useQuery({ ...read("GET /webhooks"), refetchInterval: 60_000 });
  const [edited, setEdited] = useState<Webhook | "new">();
  const [watched, setWatched] = useState<number>();
  const [key, setKey] = useState<string>();
  const columns = useColumns({ edit: setEdited, watch: setWatched });
  const shown = webhooks.data?.webhooks.find(({ id }) => id === watched);
  return (
    <Section
      title={t("alarms.webhooks.title")}
      aside={
        <Button
          variant="subtle"
          leftSection={<IconPlus aria-hidden size={18} />}
          onClick={() => setEdited("new")}
        >
          {t("alarms.webhooks.add")}
        </Button>
      }
    >
      {key !== undefined && <NewKey value={key} />}
      <Answered query={webhooks} height={90}>
        {(data) =>
          data.webhooks.length === 0 ? (
            <Text c="dimmed">{t("alarms.webhooks.none")}</Text>
          ) : (
            <Rows
              label={t("alarms.webhooks.title")}
              rows={data.webhooks}
              columns={columns}
              keyOf={({ id }) => id}
            />
          )
        }
      </Answered>
      <Suspense fallback={null}>
        {edited !== undefined && (
          <WebhookDrawer
            webhook={edited === "new" ? undefined : edited}
            onClose={() => setEdited(undefined)}
            onMade={setKey}
          />
        )}
        {shown && <WebhookRequests webhook={shown} onClose={() => setWatched(undefined)} />}
      </Suspense>
    </Section>
  );
}

function NewKey({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <Alert
      color="teal"
      icon={<IconKey aria-hidden />}
      title={t("alarms.webhooks.keyOnce")}
      role="status"
      mb="md"
    >
      <Group gap="sm">
        <Code fz="md" style={{ overflowWrap: "anywhere" }}>
          {value}
        </Code>
        <CopyTextButton text={value} />
      </Group>
    </Alert>
  );
}

function useColumns({
  edit,
  watch,
}: {
  edit: (webhook: Webhook) => void;
  watch: (id: number) => void;
}): Column<Webhook>[] {
  const { t } = useTranslation();
  const sites = new Map((useSession().data?.sites ?? []).map(({ id, name }) => [id, name]));
  return [
    {
      name: t("alarms.webhooks.name"),
      renderCell: (webhook) => (
        <Button variant="subtle" px={0} onClick={() => edit(webhook)}>
          {webhook.name}
        </Button>
      ),
    },
    {
      name: t("alarms.webhooks.told"),
      renderCell: ({ kinds, severity, siteIds }) =>
        [
          formatList(kinds.map((kind) => t(`alarms.kind.${kind}`))),
          t("alarms.webhooks.from", { severity: t(`alarms.severity.${severity}`) }),
          ...(siteIds ? [formatList(siteIds.map((id) => sites.get(id) ?? `${id}`))] : []),
        ].join(" · "),
      from: "tablet",
    },
    {
      name: t("alarms.webhooks.newest"),
      renderCell: ({ lastState }) =>
        lastState === null ? t("alarms.webhooks.nothing") : <MailStateMark state={lastState} />,
    },
    {
      name: t("alarms.webhooks.sent"),
      renderCell: ({ id, name }) => (
        <Button
          variant="light"
          aria-label={formatNamed(t("alarms.webhooks.requests"), name)}
          onClick={() => watch(id)}
        >
          {t("alarms.webhooks.requests")}
        </Button>
      ),
    },
  ];
}
