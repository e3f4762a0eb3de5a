import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { NewPassword, useNewPasswordRule } from "#web/components/form/new-password.tsx";
import { CurrentPassword } from "#web/components/form/current-password.tsx";

/** Changes one's own password. */
export function OwnPasswordDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const newPasswordRule = useNewPasswordRule();
  const entry = useEntry({
    initialValues: { current: "", password: "" },
    rules: {
      current: (current) => (current === "" ? t("session.passwordWanted") : null),
      password: newPasswordRule,
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
      <NewPassword {...entry.form.getInputProps("password")} />
    </EntryDrawer>
  );
}
