import { useTranslation } from "react-i18next";
import type { Lease } from "#api/contract/tenants.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { TermsFields, termsOf, termsValuesOf } from "./terms-fields.tsx";

/** When a lease is billed and paid, from now on. */
export function TermsDrawer({ lease, onClose }: { lease: Lease; onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const entry = useEntry({
    initialValues: { ...termsValuesOf(lease, site.currency) },
    rules: { deposit: rules.decimal, dueDays: rules.wanted },
    send: (values) =>
      call("PATCH /leases/:id", {
        params: { id: lease.id },
        body: termsOf(values, site.currency),
      }),
    renews: ["GET /tenants/:id", "GET /overview"],
    onSaved: onClose,
  });
  return (
    <EntryDrawer
      title={t("leases.terms")}
      help={t("leases.termsHelp")}
      entry={entry}
      onClose={onClose}
    >
      <TermsFields form={entry.form} />
    </EntryDrawer>
  );
}
