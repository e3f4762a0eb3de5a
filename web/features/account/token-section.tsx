import { Alert, Button, Code, Group, Text } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiToken } from "#api/contract/api-tokens.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { CopyTextButton } from "#web/components/copy-text-button.tsx";
import { formatInstant, formatList } from "#web/components/format.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { TokenDrawer } from "./token-drawer.tsx";

/** The tokens by which programs call the API in one's name. */
export function TokenSection() {
  const { t } = useTranslation();
  const tokens = useQuery(read("GET /account/tokens"));
  const [isMaking, setMaking] = useState(false);
  const [token, setToken] = useState<string>();
  return (
    <Section
      title={t("tokens.title")}
      aside={
        <Button
          variant="light"
          leftSection={<IconPlus aria-hidden size={18} />}
          onClick={() => setMaking(true)}
        >
          {t("tokens.add")}
        </Button>
      }
    >
      <Text c="dimmed" size="sm" mb="sm">
        {t("tokens.help")}
      </Text>
      {token !== undefined && <NewToken token={token} />}
      <Answered query={tokens} height={90}>
        {(data) =>
          data.tokens.length === 0 ? (
            <Text>{t("tokens.none")}</Text>
          ) : (
            <TokenRows tokens={data.tokens} />
          )
        }
      </Answered>
      {isMaking && (
        <TokenDrawer
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setToken(made);
          }}
        />
      )}
    </Section>
  );
}

function NewToken({ token }: { token: string }) {
  const { t } = useTranslation();
  return (
    <Alert color="teal" icon={<IconKey aria-hidden />} title={t("lines.tokenOnce")} mb="md">
      <Group gap="sm">
        <Code fz="md" style={{ overflowWrap: "anywhere" }}>
          {token}
        </Code>
        <CopyTextButton text={token} />
      </Group>
    </Alert>
  );
}

function TokenRows({ tokens }: { tokens: readonly ApiToken[] }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: (id: number) => call("DELETE /account/tokens/:id", { params: { id } }),
    onSuccess: () => sayDone(t("tokens.revoked")),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /account/tokens"] }),
  });
  const columns: readonly Column<ApiToken>[] = [
    { name: t("tokens.name"), renderCell: ({ name }) => name },
    {
      name: t("tokens.scopes"),
      renderCell: ({ scopes }) => formatList(scopes.map((scope) => t(`tokens.scope.${scope}`))),
    },
    {
      name: t("tokens.endsAt"),
      renderCell: ({ expiresAt }) => formatInstant(expiresAt, site.timeZone),
    },
    {
      name: t("tokens.lastUsedAt"),
      renderCell: ({ lastUsedAt }) =>
        lastUsedAt === null ? t("tokens.never") : formatInstant(lastUsedAt, site.timeZone),
    },
    {
      name: t("tokens.revoke"),
      renderCell: ({ id }) => (
        <Button variant="light" loading={revoking.isPending} onClick={() => revoking.mutate(id)}>
          {t("tokens.revoke")}
        </Button>
      ),
    },
  ];
  return <Rows label={t("tokens.title")} rows={tokens} columns={columns} keyOf={({ id }) => id} />;
}
