import { Button, Checkbox, Popover, Stack } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Select } from "#web/components/select.tsx";
import { METER_COLUMNS, type MeterColumn, USUAL_COLUMNS } from "./meter-order.ts";
import { columnsIn, type MeterSearch } from "./meter-search.ts";

export interface ColumnsMenuProps {
  readonly search: MeterSearch;
  readonly onChange: (change: Pick<MeterSearch, "sort" | "columns">) => void;
}

/** Which columns the list of meters has, and what it is sorted by: on a phone the only way to say it. */
export const ColumnsMenu = memo(function ColumnsMenu({ search, onChange }: ColumnsMenuProps) {
  const { t } = useTranslation();
  const own = columnsIn(search.columns);
  const shown = own.length > 0 ? own : USUAL_COLUMNS;
  const names: Readonly<Record<MeterColumn, string>> = {
    meter: t("meters.meter"),
    tenant: t("meters.tenant"),
    space: t("meters.space"),
    line: t("meters.line"),
    model: t("meters.model"),
    tags: t("meters.tags"),
    now: t("meters.now"),
    register: t("meters.register"),
    age: t("meters.age"),
    state: t("meters.stateName"),
  };
  const orders = METER_COLUMNS.flatMap((name) => [
    { value: name, label: names[name] },
    { value: `-${name}` as const, label: t("meters.descending", { name: names[name] }) },
  ]);
  return (
    <Popover position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 aria-hidden size={18} />}>
          {t("meters.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown
        aria-label={t("meters.columns")}
        style={{ maxHeight: "60vh", overflowY: "auto" }}
      >
        <Stack gap={0}>
          <Select
            label={t("meters.sortedBy")}
            placeholder={t("meters.asUsual")}
            clearable
            mb="sm"
            comboboxProps={{ withinPortal: false }}
            value={search.sort ?? null}
            data={orders}
            onChange={(value) => {
              const sort = orders.find((one) => one.value === value)?.value;
              onChange({
                ...(sort && { sort }),
                ...(search.columns && { columns: search.columns }),
              });
            }}
          />
          {METER_COLUMNS.filter((name) => name !== "meter").map((name) => (
            <Checkbox
              key={name}
              label={names[name]}
              checked={shown.includes(name)}
              styles={{ body: { minHeight: 44, alignItems: "center" } }}
              onChange={({ currentTarget }) => {
                const next = METER_COLUMNS.filter((one) =>
                  one === name ? currentTarget.checked : shown.includes(one),
                );
                const isUsual = next.join() === USUAL_COLUMNS.join();
                onChange({
                  ...(search.sort && { sort: search.sort }),
                  ...(!isUsual && next.length > 0 && { columns: next.join(",") }),
                });
              }}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
});
