import { Button, PasswordInput, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { signedOut } from "#web/api/queries.ts";
import { useEntry } from "#web/components/form/entry.ts";
import {
  NewPassword,
  NewPasswordAgain,
  useNewPasswordRule,
} from "#web/components/form/new-password.tsx";
import { DoorForm } from "#web/features/session/door-form.tsx";
import { DoorFrame } from "#web/features/session/door.tsx";

/** Before anything else: for who signed in with a password that somebody else chose. */
export function OwnPasswordPage() {
  const { t } = useTranslation();
  const newPasswordRule = useNewPasswordRule();
  const entry = useEntry({
    initialValues: { current: "", password: "", again: "" },
    rules: {
      current: (current) => (current === "" ? t("session.passwordWanted") : null),
      password: (password, { current }) =>
        newPasswordRule(password) ?? (password === current ? t("ownPassword.same") : null),
      again: (again, { password }) => (again === password ? null : t("invitation.different")),
    },
    send: ({ again: _again, ...body }) => call("PATCH /account/password", { body }),
    renews: ["GET /session"],
  });
  const { form } = entry;
  return (
    <DoorFrame title={t("ownPassword.title")}>
      <Text c="dimmed">{t("ownPassword.help")}</Text>
      <DoorForm entry={entry} submit={t("invitation.enter")} after={<Leave />}>
        <PasswordInput
          label={t("ownPassword.given")}
          autoComplete="current-password"
          {...form.getInputProps("current")}
        />
        <NewPassword {...form.getInputProps("password")} />
        <NewPasswordAgain {...form.getInputProps("again")} />
      </DoorForm>
    </DoorFrame>
  );
}

function Leave() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const leave = useMutation({
    mutationFn: () => call("DELETE /session"),
    onSuccess: () => signedOut(client),
  });
  return (
    <Button variant="default" fullWidth loading={leave.isPending} onClick={() => leave.mutate()}>
      {t("session.leave")}
    </Button>
  );
}
