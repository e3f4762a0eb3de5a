import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { ListImport } from "#web/components/form/list-import.tsx";

const COLUMNS =
  "Unit, Part of, Area, Tenant, Company, Address, E-mail, Telephone, Tax number, Language, From, To, Deposit, Electricity, Gas, Cold water, Hot water, Heat, Cooling";

/** Units, tenants and leases from a list: looked at row by row first, then entered together. */
export function LeaseImportDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const siteId = site.id;
  return (
    <ListImport
      title={t("leases.import")}
      help={t("leases.importHelp", { columns: COLUMNS })}
      headings={[t("tenants.unit"), t("tenants.tenant"), t("tenants.since"), t("tenants.until")]}
      enterText={(count) => t("leases.importEnter", { count })}
      doneText={(count) => t("leases.imported", { count })}
      onClose={onClose}
      importList={async (list) => {
        const done = await call("POST /leases/import", { body: { siteId, ...list } });
        const { importId, created } = done;
        return {
          entered: done.entered,
          note: t("leases.importMakes", created),
          rows: done.rows.map(({ row, unit, tenant, from, to, faults }) => ({
            row,
            faults,
            cells: [unit, tenant, from, to],
          })),
          undo: async () =>
            importId !== null && call("POST /leases/import/undo", { body: { siteId, importId } }),
        };
      }}
    />
  );
}
