import { Button, TextInput } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PointRole, Property, ServicePoint } from "#api/contract/property.ts";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { EarlierUseDrawer } from "#web/features/tariff-inputs/earlier-use-drawer.tsx";
import { SpaceSelect } from "./space-select.tsx";

const ROLES = ["unit", "common", "supply"] as const;

export interface PointDrawerProps {
  readonly property: Property;
  /** Undefined: a new one. */
  readonly point?: ServicePoint | undefined;
  /** Where a new one lies. */
  readonly spaceId?: number | null;
  readonly onClose: () => void;
}

/** Enters or changes a service point. */
export function PointDrawer({ property, point, spaceId = null, onClose }: PointDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const space = property.spaces.find(({ id }) => id === (point ? point.spaceId : spaceId));
  const usual = space?.kind === "unit" ? "unit" : space?.kind === "common" ? "common" : "supply";
  const suggested = (commodity: Commodity) =>
    [space?.name, t(`commodity.${commodity}`)].filter(Boolean).join(", ");
  const entry = useEntry({
    initialValues: {
      commodity: point?.commodity ?? ("electricity" as Commodity),
      role: point?.role ?? (usual as PointRole),
      name: point?.name ?? suggested("electricity"),
      spaceId: space ? String(space.id) : "",
    },
    rules: { name: rules.wanted },
    send: async (values) => {
      const body = {
        ...values,
        siteId: site.id,
        spaceId: values.spaceId === "" ? null : Number(values.spaceId),
      };
      if (point) await call("PATCH /service-points/:id", { params: { id: point.id }, body });
      else await call("POST /service-points", { body });
    },
    renews: ["GET /sites/:id/property"],
    onSaved: onClose,
  });
  const [isEarlierOpen, setEarlierOpen] = useState(false);
  const { form } = entry;
  if (point && isEarlierOpen) {
    return <EarlierUseDrawer point={point} onClose={() => setEarlierOpen(false)} />;
  }
  return (
    <EntryDrawer
      title={point ? point.name : t("property.addPoint")}
      help={t("property.pointHelp")}
      entry={entry}
      onClose={onClose}
      aside={
        point?.unused && (
          <RemoveButton
            name={point.name}
            remove={() => call("DELETE /service-points/:id", { params: { id: point.id } })}
            restore={() => {
              const { spaceId: at, commodity, role, name } = point;
              return call("POST /service-points", {
                body: { siteId: site.id, spaceId: at, commodity, role, name },
              });
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
          data={COMMODITIES.map((commodity) => ({
            value: commodity,
            label: t(`commodity.${commodity}`),
          }))}
          {...form.getInputProps("commodity")}
          onChange={(value) => {
            const commodity = COMMODITIES.find((one) => one === value) ?? "electricity";
            const { name, commodity: before } = form.getValues();
            form.setFieldValue("commodity", commodity);
            if (name === suggested(before)) form.setFieldValue("name", suggested(commodity));
          }}
        />
        <Select
          label={t("meters.role")}
          description={t("property.roleHelp")}
          allowDeselect={false}
          data={ROLES.map((role) => ({ value: role, label: t(`point.role.${role}`) }))}
          {...form.getInputProps("role")}
        />
      </Pair>
      <TextInput
        label={t("property.name")}
        description={t("property.pointNameHelp")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <SpaceSelect
        spaces={property.spaces}
        input={form.getInputProps("spaceId")}
        onChange={(id) => form.setFieldValue("spaceId", id)}
      />
      {point && (
        <Button variant="default" onClick={() => setEarlierOpen(true)}>
          {t("inputs.earlier")}
        </Button>
      )}
      {point?.meter && (
        <Link to="/meters/$meterId" params={{ meterId: point.meter.id }}>
          {t("property.openMeter", { serialNumber: point.meter.serialNumber })}
        </Link>
      )}
    </EntryDrawer>
  );
}
