import { Checkbox, NumberInput, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { API_SCOPES, type ApiScope } from "#domain/core/api-scope.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";

const DAYS_AT_FIRST = 365;
const DAYS_AT_MOST = 731;

/** Makes a token for a program. */
export function TokenDrawer({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (token: string) => void;
}) {
  const { t } = useTranslation();
  const rules = useRules();
  const entry = useEntry({
    initialValues: {
      name: "",
      scopes: ["read"] as ApiScope[],
      days: DAYS_AT_FIRST as number | string,
      password: "",
    },
    rules: {
      name: rules.wanted,
      scopes: (scopes) => (scopes.length === 0 ? t("tokens.scopeWanted") : null),
      password: (password) => (password === "" ? t("session.passwordWanted") : null),
    },
    send: (values) =>
      call("POST /account/tokens", { body: { ...values, days: Number(values.days) } }),
    renews: ["GET /account/tokens"],
    onSaved: ({ token }) => onMade(token),
  });
  const { form } = entry;
  return (
    <EntryDrawer title={t("tokens.add")} help={t("tokens.addHelp")} entry={entry} onClose={onClose}>
      <TextInput
        label={t("tokens.name")}
        description={t("tokens.nameHelp")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Checkbox.Group label={t("tokens.scopes")} {...form.getInputProps("scopes")}>
        <Stack gap="xs" mt="xs">
          {API_SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`tokens.scopeHelp.${scope}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <NumberInput
        label={t("tokens.days")}
        min={1}
        max={DAYS_AT_MOST}
        allowDecimal={false}
        {...form.getInputProps("days")}
      />
      <PasswordInput
        label={t("account.current")}
        autoComplete="current-password"
        {...form.getInputProps("password")}
      />
    </EntryDrawer>
  );
}
