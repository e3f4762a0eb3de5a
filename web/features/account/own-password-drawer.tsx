import { PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { CurrentPassword } from "#web/components/form/current-password.tsx";

/** As the contract's PASSWORD_SHORTEST; written here so that its schemas are not loaded. */
const PASSWORD_SHORTEST = 10;

/** Changes one's own password. */
export function OwnPasswordDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const entry = useEntry({
    initialValues: { current: "", password: "" },
    rules: {
      current: (current) => (current === "" ? t("session.passwordWanted") : null),
      password: (password) =>
        password.length < PASSWORD_SHORTEST
          ? t("session.passwordShort", { count: PASSWORD_SHORTEST })
          : null,
    },
    send: (body) => call("PATCH /account/password", { body }),
    renews: ["GET /account/sessions"],
    onSaved: () => {
      onClose();
      sayDone(t("account.changed"));
    },
  });
  return (
    <EntryDrawer
      title={t("account.changePassword")}
      help={t("account.changeHelp")}
      entry={entry}
      onClose={onClose}
    >
      <CurrentPassword {...entry.form.getInputProps("current")} />
      <PasswordInput
        label={t("account.new")}
        description={t("session.passwordShort", { count: PASSWORD_SHORTEST })}
        autoComplete="new-password"
        {...entry.form.getInputProps("password")}
      />
    </EntryDrawer>
  );
}
