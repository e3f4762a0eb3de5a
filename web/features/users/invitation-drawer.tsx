import { Alert, Button, Code, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { UserDetails } from "#api/contract/users.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { CopyTextButton } from "#web/components/copy-text-button.tsx";
import { formatInstant } from "#web/components/format.ts";
import { useErrorText } from "#web/components/states.tsx";

/** Invites somebody to set the own password, and shows the link for where no mail is sent. */
export function InvitationDrawer({ user, onClose }: { user: UserDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const errorText = useErrorText();
  const inviting = useMutation({
    mutationFn: () => call("POST /users/:id/invitation", { params: { id: user.id } }),
  });
  const made = inviting.data;
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t("invitation.of", { name: user.name })}
      position="right"
      size={520}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Stack gap="md">
        <Text c="dimmed">{t("invitation.inviteHelp", { email: user.email })}</Text>
        {inviting.isError && (
          <Alert color="red" role="alert">
            {errorText(inviting.error)}
          </Alert>
        )}
        {made ? (
          <Alert
            color="teal"
            icon={<IconMail aria-hidden />}
            title={made.mailed ? t("invitation.mailed") : t("invitation.notMailed")}
          >
            <Stack gap="sm">
              <Text size="sm">
                {t("invitation.until", { at: formatInstant(made.expiresAt, site.timeZone) })}
              </Text>
              <Code style={{ overflowWrap: "anywhere" }}>{made.link}</Code>
              <Group>
                <CopyTextButton text={made.link} />
              </Group>
            </Stack>
          </Alert>
        ) : (
          <Group justify="flex-end">
            <Button loading={inviting.isPending} onClick={() => inviting.mutate()}>
              {t("invitation.send")}
            </Button>
          </Group>
        )}
      </Stack>
    </Drawer>
  );
}
