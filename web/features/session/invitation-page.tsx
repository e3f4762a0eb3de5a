import { Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useEntry } from "#web/components/form/entry.ts";
import {
  NewPassword,
  NewPasswordAgain,
  useNewPasswordRule,
} from "#web/components/form/new-password.tsx";
import { DoorForm } from "./door-form.tsx";
import { DoorFault, DoorFrame } from "./door.tsx";

/** Where an invitation leads: the token stands behind the #, which no server sees. */
export function InvitationPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const entry = useEntry({
    initialValues: { password: "", again: "" },
    rules: {
      password: useNewPasswordRule(),
      again: (again, { password }) => (again === password ? null : t("invitation.different")),
    },
    send: ({ password }) =>
      call("POST /invitation", { body: { token: window.location.hash.slice(1), password } }),
    renews: [],
    onSaved: (session) => {
      client.setQueryData(read("GET /session").queryKey, session);
      void navigate({ to: "/" });
    },
  });
  const { form, otherFaults } = entry;
  const hasEnded = otherFaults.some(({ subject }) => subject === "body.token");
  return (
    <DoorFrame title={t("invitation.title")}>
      <Text c="dimmed">{t("invitation.help")}</Text>
      {hasEnded ? (
        <DoorFault>{t("invitation.ended")}</DoorFault>
      ) : (
        <DoorForm entry={entry} submit={t("invitation.enter")}>
          <NewPassword {...form.getInputProps("password")} />
          <NewPasswordAgain {...form.getInputProps("again")} />
        </DoorForm>
      )}
    </DoorFrame>
  );
}
