import { Button, Group, Text } from "@mantine/core";
import { IconMail, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NotificationRule } from "#api/contract/notification-rules.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { sayDone, sayFailed } from "#web/components/form/undo-toast.tsx";
import { formatList } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { NotificationDrawer } from "./notification-drawer.tsx";
import { clockText, isAlways, WEEK } from "./notification-times.ts";

/** Of which alarms the reader is told by mail, and when. */
export function NotificationSection() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const errorText = useErrorText();
  const rules = useQuery(read("GET /notification-rules"));
  const [edited, setEdited] = useState<NotificationRule | "new">();
  const testing = useMutation({
    mutationFn: () => call("POST /notification-rules/test"),
    onSuccess: () => sayDone(t("alarms.notifications.tested", { email: user.email })),
    onError: (error) => sayFailed(errorText(error)),
  });
  const columns = useRuleColumns(setEdited);
  return (
    <Section
      title={t("alarms.notifications.title")}
      aside={
        <Group gap="xs">
          <Button
            variant="subtle"
            leftSection={<IconMail aria-hidden size={18} />}
            loading={testing.isPending}
            onClick={() => testing.mutate()}
          >
            {t("alarms.notifications.test")}
          </Button>
          <Button
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={18} />}
            onClick={() => setEdited("new")}
          >
            {t("alarms.notifications.add")}
          </Button>
        </Group>
      }
    >
      <Answered query={rules} height={120}>
        {({ rules: known, tellsAll }) =>
          known.length === 0 ? (
            <Text c="dimmed">
              {t(tellsAll ? "alarms.notifications.all" : "alarms.notifications.nothing")}
            </Text>
          ) : (
            <Rows
              label={t("alarms.notifications.title")}
              rows={known}
              columns={columns}
              keyOf={({ id }) => id}
            />
          )
        }
      </Answered>
      {edited !== undefined && (
        <NotificationDrawer
          rule={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
}

function useRuleColumns(edit: (rule: NotificationRule) => void): Column<NotificationRule>[] {
  const { t } = useTranslation();
  return [
    {
      name: t("alarms.notifications.kinds"),
      renderCell: (rule) => (
        <Button variant="subtle" px={0} onClick={() => edit(rule)}>
          {formatList(rule.kinds.map((kind) => t(`alarms.kind.${kind}`)))}
        </Button>
      ),
    },
    {
      name: t("alarms.notifications.severity"),
      renderCell: ({ severity }) => t(`alarms.severity.${severity}`),
    },
    { name: t("alarms.notifications.days"), renderCell: (rule) => timesOf(rule) },
  ];

  function timesOf(rule: NotificationRule): string {
    const days = WEEK.filter((day) => rule.days.includes(day)).map((day) =>
      t(`alarms.notifications.day.${day}`),
    );
    return [
      isAlways(rule)
        ? t("alarms.notifications.always")
        : `${formatList(days)} ${clockText(rule.fromMinute)}–${clockText(rule.toMinute)}`,
      ...(rule.digestMinutes > 0
        ? [t("alarms.notifications.gathers", { count: rule.digestMinutes })]
        : []),
      ...(rule.escalationMinutes === null
        ? []
        : [t("alarms.notifications.escalates", { count: rule.escalationMinutes })]),
    ].join(" · ");
  }
}
