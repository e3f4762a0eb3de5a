import { Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useEntry } from "#web/components/form/entry.ts";
import { NewPassword, useNewPasswordRule } from "#web/components/form/new-password.tsx";
import { DoorForm } from "./door-form.tsx";
import { DoorFrame } from "./door.tsx";

/** The first administrator of a fresh installation. */
export function SetupPage() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const entry = useEntry({
    initialValues: { name: "", email: "", password: "" },
    rules: {
      name: (name) => (name.trim() === "" ? t("session.nameWanted") : null),
      email: (email) => (email.includes("@") ? null : t("session.emailWanted")),
      password: useNewPasswordRule(),
    },
    send: (values) => call("POST /setup", { body: { ...values, language: i18n.language } }),
    renews: [],
    onSaved: (session) => client.setQueryData(read("GET /session").queryKey, session),
  });
  const { form } = entry;
  return (
    <DoorFrame title={t("session.setupTitle")}>
      <Text c="dimmed">{t("session.setupHelp")}</Text>
      <DoorForm entry={entry} submit={t("session.create")}>
        <TextInput label={t("session.name")} autoComplete="name" {...form.getInputProps("name")} />
        <TextInput
          label={t("session.email")}
          type="email"
          autoComplete="username"
          {...form.getInputProps("email")}
        />
        <NewPassword label={t("session.password")} {...form.getInputProps("password")} />
      </DoorForm>
    </DoorFrame>
  );
}
