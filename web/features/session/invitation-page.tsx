import { Alert, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call, CallError } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useErrorText } from "#web/components/states.tsx";
import { DoorFrame } from "./door.tsx";

/** As the contract's PASSWORD_SHORTEST; written here so that its schemas are not loaded. */
const PASSWORD_SHORTEST = 10;

/** Where an invitation leads: the token stands behind the #, which no server sees. */
export function InvitationPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { password: "", again: "" },
    validate: {
      password: (password) =>
        password.length < PASSWORD_SHORTEST
          ? t("session.passwordShort", { count: PASSWORD_SHORTEST })
          : null,
      again: (again, { password }) => (again === password ? null : t("invitation.different")),
    },
  });
  const accept = useMutation({
    mutationFn: ({ password }: typeof form.values) =>
      call("POST /invitation", { body: { token: window.location.hash.slice(1), password } }),
    async onSuccess(session) {
      client.setQueryData(read("GET /session").queryKey, session);
      await navigate({ to: "/" });
    },
  });
  const fault = accept.error instanceof CallError ? accept.error.faults[0] : undefined;
  return (
    <DoorFrame title={t("invitation.title")}>
      <Text c="dimmed">{t("invitation.help")}</Text>
      <form noValidate onSubmit={form.onSubmit((values) => accept.mutate(values))}>
        <Stack gap="md">
          {accept.isError && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
              {fault?.subject === "body.token" ? t("invitation.ended") : errorText(accept.error)}
            </Alert>
          )}
          <PasswordInput
            label={t("account.new")}
            description={t("session.passwordShort", { count: PASSWORD_SHORTEST })}
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <PasswordInput
            label={t("invitation.again")}
            autoComplete="new-password"
            {...form.getInputProps("again")}
          />
          <Button type="submit" fullWidth loading={accept.isPending}>
            {t("invitation.enter")}
          </Button>
        </Stack>
      </form>
    </DoorFrame>
  );
}
