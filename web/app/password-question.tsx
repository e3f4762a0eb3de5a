import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { showPasswordQuestion } from "#web/api/password-asking.ts";
import { CurrentPassword } from "#web/components/form/current-password.tsx";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";

/** Asks for the password when the server wants it once more, whatever page is open. */
export function PasswordQuestion() {
  const [answer, setAnswer] = useState<(said: boolean) => void>();
  useEffect(
    () =>
      showPasswordQuestion(
        () =>
          new Promise((resolve) => {
            setAnswer(() => (said: boolean) => {
              setAnswer(undefined);
              resolve(said);
            });
          }),
      ),
    [],
  );
  return answer && <Question onAnswer={answer} />;
}

function Question({ onAnswer }: { onAnswer: (said: boolean) => void }) {
  const { t } = useTranslation();
  const entry = useEntry({
    initialValues: { password: "" },
    rules: { password: (password) => (password === "" ? t("session.passwordWanted") : null) },
    send: (body) => call("POST /session/confirmation", { body }),
    renews: [],
    onSaved: () => onAnswer(true),
  });
  return (
    <Modal
      opened
      onClose={() => onAnswer(false)}
      title={t("account.sayPassword")}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <form noValidate onSubmit={entry.submit}>
        <Stack gap="md">
          <Text c="dimmed">{t("account.sayPasswordHelp")}</Text>
          <EntryFaults entry={entry} />
          <CurrentPassword {...entry.form.getInputProps("password")} />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => onAnswer(false)}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={entry.saving.isPending}>
              {t("account.goOn")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
