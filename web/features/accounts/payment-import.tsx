import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { ListImport } from "#web/components/form/list-import.tsx";
import { formatNamed } from "#web/components/format.ts";

const COLUMNS = "Date, Amount, Name, Reference";

/** Enough to see that it is no payment that was left out. */
const ABOVE_SHOWN = 6;

/** What stands above the heading, each with its row. */
function aboveText(above: readonly { readonly row: number; readonly text: string }[]): string {
  const shown = above.slice(0, ABOVE_SHOWN).map(({ row, text }) => formatNamed(`${row}`, text));
  return [...shown, ...(above.length > ABOVE_SHOWN ? ["…"] : [])].join(" · ");
}

/** Payments from a bank's file: whose each is stands beside it before anything is booked. */
export function PaymentImportDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const siteId = site.id;
  return (
    <ListImport
      title={t("accounts.import")}
      help={t("accounts.importHelp", { columns: COLUMNS })}
      headings={[
        t("accounts.bookedOn"),
        t("accounts.importAmount"),
        t("accounts.importPayer"),
        t("accounts.account"),
      ]}
      enterText={(count) => t("accounts.importEnter", { count })}
      doneText={(count) => t("accounts.imported", { count })}
      onClose={onClose}
      importList={async ({ choices, ...list }) => {
        const chosen = Array.from(choices, ([key, leaseId]) => ({ key, leaseId: Number(leaseId) }));
        const body = { siteId, ...list, chosen };
        const answer = await call("POST /accounts/payments/import", { body });
        const { aboveHeading, rows, accounts, entryIds } = answer;
        const options = accounts.map(({ leaseId, title }) => ({
          value: String(leaseId),
          label: title,
        }));
        return {
          entered: entryIds.length,
          ...(aboveHeading.length > 0 && {
            note: t("accounts.importAbove", { rows: aboveText(aboveHeading) }),
          }),
          rows: rows.map(({ row, date, amount, payer, account, faults, key }) => ({
            row,
            faults,
            cells: [date, amount, payer, account],
            ...(key !== null && {
              choice: { key, options, label: t("accounts.importChoose", { row }) },
            }),
          })),
          undo: () => call("POST /accounts/payments/import/undo", { body: { siteId, entryIds } }),
        };
      }}
    />
  );
}
