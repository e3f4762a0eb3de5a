import { MultiSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BalanceZone, Property } from "#api/contract/property.ts";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { unitsOf } from "#domain/core/unit.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { unitSign } from "#web/components/format.ts";
import { Select } from "#web/components/select.tsx";

export interface ZoneDrawerProps {
  readonly property: Property;
  /** Undefined: a new one. */
  readonly zone?: BalanceZone | undefined;
  readonly onClose: () => void;
}

function sidesOf({ supplyPoints, usePoints }: BalanceZone) {
  return { supplyPoints: supplyPoints.map(String), usePoints: usePoints.map(String) };
}

/** Enters or changes a balance zone: what is compared, and what loss is no alarm. */
export function ZoneDrawer({ property, zone, onClose }: ZoneDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const first = property.points.find(({ role }) => role === "supply")?.commodity ?? "electricity";
  const suggested = (commodity: Commodity) => {
    const points = property.points.filter((point) => point.commodity === commodity);
    const ids = (isSupply: boolean) =>
      points.filter(({ role }) => (role === "supply") === isSupply).map(({ id }) => String(id));
    return { supplyPoints: ids(true), usePoints: ids(false) };
  };
  const someChosen = (ids: readonly string[]) =>
    ids.length === 0 ? t("property.choosePoint") : null;
  const entry = useEntry({
    initialValues: {
      name: zone?.name ?? t(`commodity.${first}`),
      commodity: zone?.commodity ?? first,
      allowedLossPercent: zone?.allowedLossPercent ?? "3",
      allowedLossConstant: zone?.allowedLossConstant ?? "0",
      ...(zone ? sidesOf(zone) : suggested(first)),
    },
    rules: {
      name: rules.wanted,
      allowedLossPercent: rules.decimal,
      allowedLossConstant: rules.decimal,
      supplyPoints: someChosen,
      usePoints: someChosen,
    },
    send: async (values) => {
      const body = {
        siteId: site.id,
        name: values.name,
        commodity: values.commodity,
        allowedLossPercent: readDecimal(values.allowedLossPercent) || "0",
        allowedLossConstant: readDecimal(values.allowedLossConstant) || "0",
        supplyPoints: values.supplyPoints.map(Number),
        usePoints: values.usePoints.map(Number),
      };
      if (zone) await call("PATCH /balance-zones/:id", { params: { id: zone.id }, body });
      else await call("POST /balance-zones", { body });
    },
    renews: ["GET /sites/:id/property"],
    onSaved: onClose,
  });
  const { form } = entry;
  const { commodity } = form.values;
  const choices = property.points
    .filter((point) => point.commodity === commodity)
    .map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <EntryDrawer
      title={zone ? zone.name : t("property.addZone")}
      help={t("property.zoneHelp")}
      entry={entry}
      onClose={onClose}
      aside={
        zone && (
          <RemoveButton
            name={zone.name}
            remove={() => call("DELETE /balance-zones/:id", { params: { id: zone.id } })}
            restore={() => {
              const { id: _, ...body } = zone;
              return call("POST /balance-zones", { body: { siteId: site.id, ...body } });
            }}
            renews={["GET /sites/:id/property"]}
            onRemoved={onClose}
          />
        )
      }
    >
      <Pair>
        <Select
          label={t("meters.commodity")}
          allowDeselect={false}
          data={COMMODITIES.map((one) => ({ value: one, label: t(`commodity.${one}`) }))}
          {...form.getInputProps("commodity")}
          onChange={(value) => {
            const chosen = COMMODITIES.find((one) => one === value) ?? "electricity";
            form.setValues({ commodity: chosen, ...suggested(chosen) });
          }}
        />
        <TextInput label={t("property.name")} data-autofocus {...form.getInputProps("name")} />
      </Pair>
      <MultiSelect
        label={t("property.supplyPoints")}
        description={t("property.supplyPointsHelp")}
        searchable
        nothingFoundMessage={t("common.nothingFound")}
        data={choices}
        {...form.getInputProps("supplyPoints")}
      />
      <MultiSelect
        label={t("property.usePoints")}
        description={t("property.usePointsHelp")}
        searchable
        nothingFoundMessage={t("common.nothingFound")}
        data={choices}
        {...form.getInputProps("usePoints")}
      />
      <Pair>
        <TextInput
          label={t("property.allowedPercent")}
          description={t("property.allowedPercentHelp")}
          inputMode="decimal"
          rightSection="%"
          {...form.getInputProps("allowedLossPercent")}
        />
        <TextInput
          label={t("property.allowedConstant", { unit: unitSign(unitsOf(commodity)[0] ?? "") })}
          description={t("property.allowedConstantHelp")}
          inputMode="decimal"
          {...form.getInputProps("allowedLossConstant")}
        />
      </Pair>
    </EntryDrawer>
  );
}
