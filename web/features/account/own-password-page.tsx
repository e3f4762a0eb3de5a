import { Alert, Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { signedOut } from "#web/api/queries.ts";
import { useErrorText } from "#web/components/states.tsx";
import { DoorFrame } from "#web/features/session/door.tsx";

/** As the contract's PASSWORD_SHORTEST; written here so that its schemas are not loaded. */
const PASSWORD_SHORTEST = 10;

/** Before anything else: for who signed in with a password that somebody else chose. */
export function OwnPasswordPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { current: "", password: "", again: "" },
    validate: {
      current: (current) => (current === "" ? t("session.passwordWanted") : null),
      password: (password, { current }) =>
        password.length < PASSWORD_SHORTEST
          ? t("session.passwordShort", { count: PASSWORD_SHORTEST })
          : password === current
            ? t("ownPassword.same")
            : null,
      again: (again, { password }) => (again === password ? null : t("invitation.different")),
    },
  });
  const change = useMutation({
    mutationFn: ({ again: _again, ...body }: typeof form.values) =>
      call("PATCH /account/password", { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["GET /session"] }),
  });
  const leave = useMutation({
    mutationFn: () => call("DELETE /session"),
    onSuccess: () => signedOut(client),
  });
  return (
    <DoorFrame title={t("ownPassword.title")}>
      <Text c="dimmed">{t("ownPassword.help")}</Text>
      <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack gap="md">
          {change.isError && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
              {errorText(change.error)}
            </Alert>
          )}
          <PasswordInput
            label={t("ownPassword.given")}
            autoComplete="current-password"
            {...form.getInputProps("current")}
          />
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
          <Button type="submit" fullWidth loading={change.isPending}>
            {t("invitation.enter")}
          </Button>
          <Button
            variant="default"
            fullWidth
            loading={leave.isPending}
            onClick={() => leave.mutate()}
          >
            {t("session.leave")}
          </Button>
        </Stack>
      </form>
    </DoorFrame>
  );
}
