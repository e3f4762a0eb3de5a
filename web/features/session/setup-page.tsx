import { Alert, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useErrorText } from "#web/components/states.tsx";
import { DoorFrame } from "./door.tsx";

/** As the contract's PASSWORD_SHORTEST; written here so that its schemas are not loaded. */
const PASSWORD_SHORTEST = 10;

/** The first administrator of a fresh installation. */
export function SetupPage() {
  const { t, i18n } = useTranslation();
  const errorText = useErrorText();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: "", email: "", password: "" },
    validate: {
      name: (name) => (name.trim() === "" ? t("session.nameWanted") : null),
      email: (email) => (email.includes("@") ? null : t("session.emailWanted")),
      password: (password) =>
        password.length < PASSWORD_SHORTEST
          ? t("session.passwordShort", { count: PASSWORD_SHORTEST })
          : null,
    },
  });
  const setUp = useMutation({
    mutationFn: (values: typeof form.values) =>
      call("POST /setup", { body: { ...values, language: i18n.language } }),
    onSuccess: (session) => client.setQueryData(read("GET /session").queryKey, session),
  });
  return (
    <DoorFrame title={t("session.setupTitle")}>
      <Text c="dimmed">{t("session.setupHelp")}</Text>
      <form noValidate onSubmit={form.onSubmit((values) => setUp.mutate(values))}>
        <Stack gap="md">
          {setUp.isError && (
            <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
              {errorText(setUp.error)}
            </Alert>
          )}
          <TextInput
            label={t("session.name")}
            autoComplete="name"
            {...form.getInputProps("name")}
          />
          <TextInput
            label={t("session.email")}
            type="email"
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={t("session.password")}
            description={t("session.passwordShort", { count: PASSWORD_SHORTEST })}
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
          <Button type="submit" fullWidth loading={setUp.isPending}>
            {t("session.create")}
          </Button>
        </Stack>
      </form>
    </DoorFrame>
  );
}
