import { Button, Group, Stack } from "@mantine/core";
import { IconDeviceLaptop, IconKey } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant } from "#web/components/format.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { Mark } from "#web/components/mark.tsx";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { browserName } from "./browser-name.ts";
import { SecondFactorSection } from "./second-factor-section.tsx";
import { TokenSection } from "./token-section.tsx";
import { OwnPasswordDrawer } from "./own-password-drawer.tsx";

interface OwnSession {
  readonly name: string;
  readonly createdAt: string;
  readonly address: string | null;
  readonly agent: string | null;
  readonly isThisOne: boolean;
}

/** One's own account: the password, and where one is signed in. */
export function AccountPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [isChanging, setChanging] = useState(false);
  return (
    <Page
      title={t("account.title")}
      actions={
        <Group>
          <Button leftSection={<IconKey aria-hidden size={18} />} onClick={() => setChanging(true)}>
            {t("account.changePassword")}
          </Button>
        </Group>
      }
    >
      <p>
        {user.name} · {user.email} · {t(`role.${user.role}`)}
      </p>
      <Stack gap="lg">
        <SecondFactorSection />
        <Sessions />
        <TokenSection />
      </Stack>
      {isChanging && <OwnPasswordDrawer onClose={() => setChanging(false)} />}
    </Page>
  );
}

function Sessions() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const sessions = useQuery(read("GET /account/sessions"));
  const end = useMutation({
    mutationFn: (name: string) => call("DELETE /account/sessions/:name", { params: { name } }),
    onSuccess: () => sayDone(t("account.ended")),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /account/sessions"] }),
  });
  const endOthers = useMutation({
    mutationFn: () => call("DELETE /account/sessions"),
    onSuccess: () => sayDone(t("account.endedOthers")),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /account/sessions"] }),
  });
  const hasOthers = sessions.data?.sessions.some(({ isThisOne }) => !isThisOne) ?? false;
  const columns: readonly Column<OwnSession>[] = [
    {
      name: t("account.browser"),
      renderCell: ({ agent }) => browserName(agent) ?? t("account.unknownBrowser"),
    },
    { name: t("account.address"), renderCell: ({ address }) => address ?? "–" },
    {
      name: t("account.since"),
      renderCell: ({ createdAt }) => formatInstant(createdAt, site.timeZone),
    },
    {
      name: t("session.leave"),
      renderCell: ({ name, isThisOne }) =>
        isThisOne ? (
          <Mark tone="good" icon={<IconDeviceLaptop aria-hidden />}>
            {t("account.here")}
          </Mark>
        ) : (
          <Button variant="light" loading={end.isPending} onClick={() => end.mutate(name)}>
            {t("account.end")}
          </Button>
        ),
    },
  ];
  return (
    <Section title={t("account.sessions")}>
      <Answered query={sessions} height={200}>
        {(data) => (
          <Rows
            label={t("account.sessions")}
            rows={data.sessions}
            columns={columns}
            keyOf={({ name }) => name}
          />
        )}
      </Answered>
      {hasOthers && (
        <Group justify="flex-end" mt="sm">
          <Button
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            {t("account.endOthers")}
          </Button>
        </Group>
      )}
    </Section>
  );
}
