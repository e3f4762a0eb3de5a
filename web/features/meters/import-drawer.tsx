import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { ListImport } from "#web/components/form/list-import.tsx";

const COLUMNS =
  "Serial number, Type, Line, Address, Service point, Commodity, Role, Space, Multiplier, Interval";

/** Meters from a list: looked at row by row first, then entered all together. */
export function ImportDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const siteId = site.id;
  return (
    <ListImport
      title={t("meters.import")}
      help={t("meters.importHelp", { columns: COLUMNS })}
      headings={[t("meters.serial"), t("meters.model"), t("meters.line")]}
      enterText={(count) => t("meters.importEnter", { count })}
      doneText={(count) => t("meters.imported", { count })}
      onClose={onClose}
      importList={async (list) => {
        const done = await call("POST /meters/import", { body: { siteId, ...list } });
        const { meterIds, servicePointIds } = done;
        return {
          entered: done.entered,
          rows: done.rows.map(
            ({ row, serialNumber, modelName, lineName, unitAddress, faults }) => ({
              row,
              faults,
              cells: [serialNumber, modelName, [lineName, unitAddress].filter(Boolean).join(" · ")],
            }),
          ),
          undo: () => call("POST /meters/removal", { body: { siteId, meterIds, servicePointIds } }),
        };
      }}
    />
  );
}
