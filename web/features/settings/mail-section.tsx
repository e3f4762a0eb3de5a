import {
  Alert,
  Button,
  Checkbox,
  Group,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconMailForward } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MailSettings } from "#api/contract/mail-settings.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { isEmail, useRules } from "#web/components/form/rules.ts";
import { Section } from "#web/components/section.tsx";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { sayDone } from "#web/components/form/undo-toast.tsx";

/** The mail server: what it is, and a mail to try it out. */
export function MailSection() {
  const { t } = useTranslation();
  const settings = useQuery(read("GET /settings/mail"));
  return (
    <Section title={t("mail.server")}>
      <Answered query={settings} height={300}>
        {(data) => (
          <MailForm
            settings={data}
            saveWord={t("common.save")}
            onSaved={() => sayDone(t("settings.saved"))}
          />
        )}
      </Answered>
    </Section>
  );
}

export interface MailFormProps {
  readonly settings: MailSettings;
  readonly saveWord: string;
  readonly onSaved: () => void;
}

/** The fields of the mail server; also a step of the first set-up. */
export function MailForm({ settings, saveWord, onSaved }: MailFormProps) {
  const { t } = useTranslation();
  const rules = useRules();
  const fixed = settings.source === "configuration";
  const entry = useEntry({
    initialValues: {
      host: settings.host,
      port: String(settings.port),
      secure: settings.secure,
      user: settings.user,
      password: "",
      from: settings.from,
    },
    rules: { host: rules.wanted, port: rules.wanted, from: rules.wanted },
    send: (values) => call("PATCH /settings/mail", { body: asked(values) }),
    renews: ["GET /settings/mail"],
    onSaved,
  });
  const { form } = entry;
  return (
    <form noValidate onSubmit={entry.submit}>
      <Stack gap="md" maw={760}>
        <Text c="dimmed">{t(fixed ? "mail.fixed" : "mail.help")}</Text>
        <EntryFaults entry={entry} />
        <fieldset disabled={fixed} className="plain">
          <Stack gap="md">
            <Pair>
              <TextInput
                label={t("mail.host")}
                placeholder={t("mail.hostExample")}
                {...form.getInputProps("host")}
              />
              <TextInput
                label={t("mail.port")}
                description={t("mail.portHelp")}
                inputMode="numeric"
                {...form.getInputProps("port")}
              />
            </Pair>
            <Pair>
              <TextInput
                label={t("mail.user")}
                autoComplete="off"
                {...form.getInputProps("user")}
              />
              <PasswordInput
                label={t("session.password")}
                description={t(settings.hasPassword ? "mail.passwordKept" : "mail.passwordHelp")}
                autoComplete="new-password"
                {...form.getInputProps("password")}
              />
            </Pair>
            <TextInput
              label={t("mail.from")}
              description={t("mail.fromHelp")}
              placeholder={t("mail.fromExample")}
              {...form.getInputProps("from")}
            />
            <Checkbox
              label={t("mail.secure")}
              description={t("mail.secureHelp")}
              {...form.getInputProps("secure", { type: "checkbox" })}
            />
          </Stack>
        </fieldset>
        {!fixed && (
          <>
            <TryOut settings={() => asked(form.getValues())} />
            <Group>
              <Button type="submit" loading={entry.saving.isPending}>
                {saveWord}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

interface MailValues {
  readonly host: string;
  readonly port: string;
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  readonly from: string;
}

/** What was entered, as the interface takes it; an empty password keeps the one that is stored. */
function asked({ port, password, ...values }: MailValues): Asked {
  return { ...values, port: Number(port), password: password === "" ? null : password };
}

type Asked = Parameters<typeof call<"POST /settings/mail/test">>[1]["body"]["settings"];

function TryOut({ settings }: { settings: () => Asked }) {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const errorText = useErrorText();
  const [recipient, setRecipient] = useState(user.email);
  const tryOut = useMutation({
    mutationFn: () =>
      call("POST /settings/mail/test", { body: { settings: settings(), recipient } }),
  });
  const { data, error } = tryOut;
  return (
    <Stack gap="sm">
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t("mail.testTo")}
          type="email"
          value={recipient}
          onChange={(event) => setRecipient(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconMailForward aria-hidden size={18} />}
          disabled={!isEmail(recipient)}
          loading={tryOut.isPending}
          onClick={() => tryOut.mutate()}
        >
          {t("mail.test")}
        </Button>
      </Group>
      <div role="status">
        {data?.accepted && (
          <Alert color="teal" icon={<IconCircleCheck aria-hidden />}>
            {t("mail.accepted", { recipient })}
          </Alert>
        )}
        {(data?.accepted === false || error) && (
          <Alert color="red" icon={<IconAlertTriangle aria-hidden />}>
            {t("mail.refused", { why: data?.reason ?? (error ? errorText(error) : "") })}
          </Alert>
        )}
      </div>
    </Stack>
  );
}
