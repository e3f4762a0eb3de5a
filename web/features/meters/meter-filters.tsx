import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { Filters } from "#web/components/filters.tsx";
import { Select } from "#web/components/select.tsx";
import { METER_STATES, type MeterSearch } from "./meter-search.ts";

export interface MeterFiltersProps {
  readonly search: MeterSearch;
  readonly onNarrow: (change: Readonly<Record<string, unknown>>) => void;
}

/** What the list of meters is narrowed by; not drawn anew with each value that comes in. */
export const MeterFilters = memo(function MeterFilters({ search, onNarrow }: MeterFiltersProps) {
  const { t } = useTranslation();
  return (
    <Filters>
      <TextInput
        aria-label={t("meters.find")}
        placeholder={t("meters.find")}
        leftSection={<IconSearch aria-hidden size={18} />}
        type="search"
        defaultValue={search.find ?? ""}
        onChange={(event) => onNarrow({ find: event.currentTarget.value })}
      />
      <Select
        aria-label={t("meters.commodity")}
        placeholder={t("meters.allCommodities")}
        clearable
        value={search.commodity ?? null}
        data={COMMODITIES.map((value) => ({ value, label: t(`commodity.${value}`) }))}
        onChange={(value) => onNarrow({ commodity: value ?? undefined })}
      />
      <Select
        aria-label={t("meters.stateName")}
        placeholder={t("meters.allStates")}
        clearable
        value={search.state ?? null}
        data={METER_STATES.map((value) => ({ value, label: t(`meters.state.${value}`) }))}
        onChange={(value) => onNarrow({ state: value ?? undefined })}
      />
    </Filters>
  );
});
