import { PasswordInput, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { UserDetails } from "#api/contract/users.ts";
import { type Role, ROLES } from "#domain/core/role.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { NewPassword, useNewPasswordRule } from "#web/components/form/new-password.tsx";
import { Pair } from "#web/components/form/pair.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { Select } from "#web/components/select.tsx";
import { languageName, LANGUAGES } from "#web/i18n/i18n.ts";
import { SecondFactorReset } from "./second-factor-reset.tsx";
import { SiteChoice } from "./site-choice.tsx";

/** Adds or changes somebody who may sign in. */
export function UserDrawer({
  user,
  onClose,
}: {
  user?: UserDetails | undefined;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const rules = useRules();
  const newPasswordRule = useNewPasswordRule();
  const tenants = useQuery(read("GET /tenants"));
  const entry = useEntry({
    initialValues: {
      email: user?.email ?? "",
      name: user?.name ?? "",
      role: user?.role ?? ("operator" as Role),
      language: user?.language ?? i18n.language,
      tenantId: user?.tenant ? String(user.tenant.id) : "",
      siteIds: user?.siteIds?.map(String) ?? (null as string[] | null),
      password: "",
      disabled: user?.disabledAt != null,
    },
    rules: {
      name: rules.wanted,
      email: (email) => (user ? null : (rules.wanted(email) ?? rules.email(email))),
      password: (password) => (user || password === "" ? null : newPasswordRule(password)),
      siteIds: (siteIds, { role }) =>
        mayBeLimited(role) && siteIds?.length === 0 ? t("users.sitesWanted") : null,
      tenantId: (tenantId, { role }) => (role === "tenant" ? rules.wanted(tenantId) : null),
    },
    send: ({ email, password, disabled, ...entered }) => {
      const tenantId = entered.role === "tenant" ? Number(entered.tenantId) : null;
      const siteIds = mayBeLimited(entered.role) ? (entered.siteIds?.map(Number) ?? null) : null;
      const values = { ...entered, tenantId, siteIds };
      return user
        ? call("PATCH /users/:id", {
            params: { id: user.id },
            body: { ...values, disabled },
          })
        : call("POST /users", {
            body: { ...values, email, password: password === "" ? null : password },
          });
    },
    renews: ["GET /users"],
    onSaved: onClose,
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={user ? user.name : t("users.add")}
      help={user ? undefined : t("users.addHelp")}
      entry={entry}
      onClose={onClose}
    >
      <TextInput label={t("tenants.name")} data-autofocus {...form.getInputProps("name")} />
      {!user && (
        <>
          <TextInput label={t("session.email")} type="email" {...form.getInputProps("email")} />
          <PasswordInput
            label={t("users.firstPassword")}
            description={t("invitation.instead")}
            autoComplete="new-password"
            {...form.getInputProps("password")}
          />
        </>
      )}
      <Pair>
        <Select
          label={t("users.role")}
          description={t(`users.roleHelp.${form.values.role}`)}
          allowDeselect={false}
          data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          {...form.getInputProps("role")}
        />
        <Select
          label={t("shell.language")}
          allowDeselect={false}
          data={LANGUAGES.map((language) => ({ value: language, label: languageName(language) }))}
          {...form.getInputProps("language")}
        />
      </Pair>
      {form.values.role === "tenant" && (
        <Select
          label={t("tenants.tenant")}
          searchable
          data={(tenants.data?.tenants ?? []).map(({ id, name }) => ({
            value: String(id),
            label: name,
          }))}
          {...form.getInputProps("tenantId")}
        />
      )}
      {mayBeLimited(form.values.role) && (
        <SiteChoice
          value={form.values.siteIds}
          error={form.errors["siteIds"]}
          onChange={(siteIds) => form.setFieldValue("siteIds", siteIds)}
        />
      )}
      {user?.hasSecondFactor && <SecondFactorReset user={user} />}
      {user && (
        <Switch
          label={t("users.shutOut")}
          description={t("users.shutOutHelp")}
          {...form.getInputProps("disabled", { type: "checkbox" })}
        />
      )}
    </EntryDrawer>
  );
}

/** Administrators work on every site, tenants see their own data only. */
function mayBeLimited(role: Role): boolean {
  return role !== "administrator" && role !== "tenant";
}

/** Gives somebody a new password. */
export function PasswordDrawer({ user, onClose }: { user: UserDetails; onClose: () => void }) {
  const { t } = useTranslation();
  const newPasswordRule = useNewPasswordRule();
  const entry = useEntry({
    initialValues: { password: "" },
    rules: {
      password: newPasswordRule,
    },
    send: (body) => call("POST /users/:id/password", { params: { id: user.id }, body }),
    renews: ["GET /users"],
    onSaved: () => {
      onClose();
      sayDone(t("users.resetDone", { name: user.name }));
    },
  });
  return (
    <EntryDrawer
      title={t("users.resetOf", { name: user.name })}
      help={t("users.resetHelp")}
      entry={entry}
      onClose={onClose}
    >
      <NewPassword
        label={t("session.password")}
        data-autofocus
        {...entry.form.getInputProps("password")}
      />
    </EntryDrawer>
  );
}
