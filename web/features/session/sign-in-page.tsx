import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call, CallError } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useErrorText } from "#web/components/states.tsx";
import { DoorFault, DoorFrame } from "./door.tsx";

/** The sign-in. */
export function SignInPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { email: "", password: "", code: "" },
    validate: {
      email: (email) => (email.includes("@") ? null : t("session.emailWanted")),
      password: (password) => (password === "" ? t("session.passwordWanted") : null),
    },
  });
  const signIn = useMutation({
    mutationFn: ({ code, ...body }: typeof form.values) =>
      call("POST /session", { body: code.trim() === "" ? body : { ...body, code } }),
    onSuccess: (session) => client.setQueryData(read("GET /session").queryKey, session),
  });
  const fault = signIn.error instanceof CallError ? signIn.error.faults[0]?.code : undefined;
  const asksForCode = fault === "session.code-wanted" || fault === "session.code-wrong";
  // Once a code was asked for, its field stays: a wrong password may follow.
  const [withCode, setWithCode] = useState(false);
  if (asksForCode && !withCode) setWithCode(true);
  const wrong = signIn.error instanceof CallError && signIn.error.status === 401;
  return (
    <DoorFrame title={t("session.title")}>
      <form noValidate onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
        <Stack gap="md">
          {signIn.isError && fault !== "session.code-wanted" && (
            <DoorFault>
              {asksForCode
                ? t("secondFactor.wrong")
                : fault === "session.given-password-ended"
                  ? t("ownPassword.ended")
                  : wrong
                    ? t("session.wrong")
                    : errorText(signIn.error)}
            </DoorFault>
          )}
          <TextInput
            label={t("session.email")}
            type="email"
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t("session.password")}
            autoComplete="current-password"
            {...form.getInputProps("password")}
          />
          {withCode && (
            <TextInput
              label={t("secondFactor.code")}
              description={t("secondFactor.codeOrRecovery")}
              autoComplete="one-time-code"
              autoFocus
              {...form.getInputProps("code")}
            />
          )}
          <Button type="submit" fullWidth loading={signIn.isPending}>
            {t("session.enter")}
          </Button>
        </Stack>
      </form>
    </DoorFrame>
  );
}
