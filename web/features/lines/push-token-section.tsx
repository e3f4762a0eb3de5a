import { Alert, Button, Code, Group, Stack, Text } from "@mantine/core";
import { IconKey, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { LineDetails } from "#api/contract/lines.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { CopyTextButton } from "#web/components/copy-text-button.tsx";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { formatInstant } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { useErrorText } from "#web/components/states.tsx";

/** The token with which devices send what they measure: made, shown once, revoked. */
export function PushTokenSection({ details: { line, pushToken } }: { details: LineDetails }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const renew = () => client.invalidateQueries({ queryKey: ["GET /lines/:id"] });
  const making = useMutation({
    mutationFn: () => call("POST /lines/:id/push-token", { params: { id: line.id } }),
    onSuccess: renew,
  });
  const revoking = useMutation({
    mutationFn: () => call("DELETE /lines/:id/push-token", { params: { id: line.id } }),
    async onSuccess() {
      making.reset();
      await renew();
      sayDone(t("lines.tokenRevoked", { name: line.name }));
    },
  });
  const failure = making.error ?? revoking.error;
  const url = `${window.location.origin}/api/push`;
  const token = making.data?.token;
  return (
    <Section title={t("lines.token")}>
      <Stack gap="sm">
        <Text>
          {pushToken === null
            ? t("lines.tokenNone")
            : t("lines.tokenSince", {
                when: formatInstant(pushToken.createdAt, site.timeZone),
                who: pushToken.createdBy,
              })}
        </Text>
        <Text c="dimmed">{t("lines.tokenHelp", { url })}</Text>
        {token !== undefined && (
          <Alert color="teal" icon={<IconKey aria-hidden />} title={t("lines.tokenOnce")}>
            <Group gap="sm">
              <Code fz="md" style={{ overflowWrap: "anywhere" }}>
                {token}
              </Code>
              <CopyTextButton text={token} />
            </Group>
          </Alert>
        )}
        {failure && <Alert color="red">{errorText(failure)}</Alert>}
        <Group gap="sm">
          <Button
            variant={pushToken === null ? "filled" : "default"}
            loading={making.isPending}
            leftSection={<IconKey aria-hidden size={18} />}
            onClick={() => making.mutate()}
          >
            {pushToken === null ? t("lines.tokenMake") : t("lines.tokenAgain")}
          </Button>
          {pushToken !== null && (
            <Button
              variant="subtle"
              color="red"
              loading={revoking.isPending}
              leftSection={<IconTrash aria-hidden size={18} />}
              onClick={() => revoking.mutate()}
            >
              {t("lines.tokenRevoke")}
            </Button>
          )}
          {pushToken !== null && (
            <Text c="dimmed" size="sm">
              {t("lines.tokenAgainHelp")}
            </Text>
          )}
        </Group>
      </Stack>
    </Section>
  );
}
