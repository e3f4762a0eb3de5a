import { Button, Group, Text } from "@mantine/core";
import { IconCheck, IconLock, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UserDetails } from "#api/contract/users.ts";
import { read } from "#web/api/queries.ts";
import { useSession } from "#web/app/session.ts";
import { formatList } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered } from "#web/components/states.tsx";
import { InvitationDrawer } from "./invitation-drawer.tsx";
import { PasswordDrawer, UserDrawer } from "./user-drawer.tsx";

type Open =
  | { readonly kind: "user"; readonly user?: UserDetails }
  | { readonly kind: "password" | "invitation"; readonly user: UserDetails };

/** Who may sign in, and what each may do. */
export function UsersPage() {
  const { t } = useTranslation();
  const users = useQuery(read("GET /users"));
  const siteNames = new Map(useSession().data?.sites.map(({ id, name }) => [id, name]));
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const columns: readonly Column<UserDetails>[] = [
    {
      name: t("tenants.name"),
      renderCell: (user) => (
        <>
          <Button variant="subtle" px={0} onClick={() => setOpen({ kind: "user", user })}>
            {user.name}
          </Button>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {user.email}
          </Text>
        </>
      ),
    },
    {
      name: t("users.role"),
      renderCell: ({ role, tenant }) =>
        [t(`role.${role}`), tenant?.name].filter(Boolean).join(" · "),
    },
    {
      name: t("users.sites"),
      renderCell: ({ siteIds }) =>
        siteIds === null
          ? t("users.allSites")
          : formatList(siteIds.map((id) => siteNames.get(id) ?? `${id}`)),
      from: "tablet",
    },
    {
      name: t("users.state"),
      renderCell: ({ disabledAt }) =>
        disabledAt === null ? (
          <Mark tone="good" icon={<IconCheck aria-hidden />}>
            {t("users.enabled")}
          </Mark>
        ) : (
          <Mark tone="neutral" icon={<IconLock aria-hidden />}>
            {t("users.disabled")}
          </Mark>
        ),
    },
    {
      name: t("session.password"),
      renderCell: (user) => (
        <Group gap="xs" justify="flex-end">
          <Button variant="subtle" onClick={() => setOpen({ kind: "invitation", user })}>
            {t("invitation.send")}
          </Button>
          <Button variant="subtle" onClick={() => setOpen({ kind: "password", user })}>
            {t("users.reset")}
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <Page
      back={{ to: "/settings", name: t("nav.settings") }}
      title={t("users.users")}
      actions={
        <Group>
          <Button
            leftSection={<IconUserPlus aria-hidden size={18} />}
            onClick={() => setOpen({ kind: "user" })}
          >
            {t("users.add")}
          </Button>
        </Group>
      }
    >
      <div className="surface">
        <Answered query={users} height={360}>
          {(data) => (
            <Rows
              label={t("users.users")}
              rows={data.users}
              columns={columns}
              keyOf={({ id }) => id}
            />
          )}
        </Answered>
      </div>
      {open?.kind === "user" && <UserDrawer user={open.user} onClose={close} />}
      {open?.kind === "invitation" && <InvitationDrawer user={open.user} onClose={close} />}
      {open?.kind === "password" && <PasswordDrawer user={open.user} onClose={close} />}
    </Page>
  );
}
