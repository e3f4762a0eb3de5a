import { Code, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { QrCode } from "#web/components/qr-code.tsx";
import { CurrentPassword } from "#web/components/form/current-password.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

interface Begun {
  readonly secret: string;
  readonly uri: string;
}

const QR_PIXELS = 220;

/** Says the password, takes the secret over into an app, and proves it by a first code. */
export function SecondFactorDrawer({ onClose }: { onClose: () => void }) {
  const [begun, setBegun] = useState<Begun>();
  const [codes, setCodes] = useState<readonly string[]>();
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  if (begun) return <FirstCode begun={begun} onConfirmed={setCodes} onClose={onClose} />;
  return <Beginning onBegun={setBegun} onClose={onClose} />;
}

function Beginning({ onBegun, onClose }: { onBegun: (begun: Begun) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const entry = useEntry({
    initialValues: { password: "" },
    rules: { password: (password) => (password === "" ? t("session.passwordWanted") : null) },
    send: (body) => call("POST /account/second-factor", { body }),
    renews: [],
    onSaved: onBegun,
  });
  return (
    <EntryDrawer
      title={t("secondFactor.title")}
      help={t("secondFactor.beginHelp")}
      entry={entry}
      saveWord={t("secondFactor.next")}
      onClose={onClose}
    >
      <CurrentPassword {...entry.form.getInputProps("password")} />
    </EntryDrawer>
  );
}

function FirstCode({
  begun,
  onConfirmed,
  onClose,
}: {
  begun: Begun;
  onConfirmed: (codes: readonly string[]) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const entry = useEntry({
    initialValues: { code: "" },
    rules: { code: (code) => (code.trim() === "" ? t("secondFactor.codeWanted") : null) },
    send: (body) => call("POST /account/second-factor/confirmation", { body }),
    renews: ["GET /account/second-factor"],
    onSaved: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
  });
  return (
    <EntryDrawer
      title={t("secondFactor.title")}
      help={t("secondFactor.scanHelp")}
      entry={entry}
      saveWord={t("secondFactor.next")}
      onClose={onClose}
    >
      <Stack gap="xs" align="center">
        <QrCode text={begun.uri} label={t("secondFactor.qr")} size={QR_PIXELS} />
        <Text size="sm" c="dimmed">
          {t("secondFactor.secret")}
        </Text>
        <Code style={{ overflowWrap: "anywhere" }}>{begun.secret.match(/.{4}/g)?.join(" ")}</Code>
      </Stack>
      <TextInput
        label={t("secondFactor.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        data-autofocus
        {...entry.form.getInputProps("code")}
      />
    </EntryDrawer>
  );
}
