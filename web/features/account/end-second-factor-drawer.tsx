import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { CurrentPassword } from "#web/components/form/current-password.tsx";

/** Switches the second factor off. */
export function EndSecondFactorDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const entry = useEntry({
    initialValues: { password: "", code: "" },
    rules: {
      password: (password) => (password === "" ? t("session.passwordWanted") : null),
      code: (code) => (code.trim() === "" ? t("secondFactor.codeWanted") : null),
    },
    send: (body) => call("POST /account/second-factor/removal", { body }),
    renews: ["GET /account/second-factor"],
    onSaved: () => {
      onClose();
      sayDone(t("secondFactor.switchedOff"));
    },
  });
  return (
    <EntryDrawer
      title={t("secondFactor.switchOff")}
      entry={entry}
      saveWord={t("secondFactor.switchOff")}
      onClose={onClose}
    >
      <CurrentPassword {...entry.form.getInputProps("password")} />
      <TextInput
        label={t("secondFactor.code")}
        description={t("secondFactor.codeOrRecovery")}
        autoComplete="one-time-code"
        {...entry.form.getInputProps("code")}
      />
    </EntryDrawer>
  );
}
