import { useTranslation } from "react-i18next";
import type { TariffVersion } from "#api/contract/tariffs.ts";
import { formatDay } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";

/** A version of a tariff by its first day. */
export function VersionSelect({
  versions,
  value,
  onChange,
}: {
  versions: readonly TariffVersion[];
  value: number;
  onChange: (id: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      label={t("tariffs.version")}
      allowDeselect={false}
      value={String(value)}
      onChange={(id) => onChange(Number(id))}
      data={versions.map(({ id, effectiveFrom }) => ({
        value: String(id),
        label: t("tariffs.versionFrom", { day: formatDay(effectiveFrom) }),
      }))}
    />
  );
}
