import { ActionIcon, Button, Group, Input, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { PointRole, Property, ServicePoint } from "#api/contract/property.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { SpaceSelect } from "./space-select.tsx";

const ROLES = ["common", "unit", "supply"] as const;

export interface VirtualPointDrawerProps {
  readonly property: Property;
  /** Undefined: a new one. */
  readonly point?: ServicePoint | undefined;
  readonly onClose: () => void;
}

interface PartEntered {
  readonly pointId: string;
  readonly factor: string;
}

/** Enters or changes a point that is calculated from others. */
export function VirtualPointDrawer({ property, point, onClose }: VirtualPointDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const entry = useEntry({
    initialValues: {
      name: point?.name ?? t("point.role.common"),
      role: point?.role ?? ("common" as PointRole),
      spaceId: point?.spaceId ? String(point.spaceId) : "",
      parts: point ? point.parts.map(enteredOf) : suggestedParts(property),
    },
    rules: { name: rules.wanted, parts: partsFault },
    send: async (values) => {
      const body = {
        ...values,
        siteId: site.id,
        spaceId: values.spaceId === "" ? null : Number(values.spaceId),
        parts: values.parts.map(({ pointId, factor }) => ({
          pointId: Number(pointId),
          factor: readDecimal(factor),
        })),
      };
      if (point) await call("PATCH /virtual-points/:id", { params: { id: point.id }, body });
      else await call("POST /virtual-points", { body });
    },
    renews: ["GET /sites/:id/property", "GET /meters"],
    onSaved: onClose,
  });
  const { form } = entry;
  const choices = property.points
    .filter(({ id, meter }) => meter !== null && id !== point?.id)
    .map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <EntryDrawer
      title={point ? point.name : t("property.addVirtualPoint")}
      help={t("property.virtualPointHelp")}
      entry={entry}
      onClose={onClose}
      aside={
        point && (
          <RemoveButton
            name={point.name}
            remove={() => call("DELETE /virtual-points/:id", { params: { id: point.id } })}
            restore={() => {
              const { spaceId, role, name, parts } = point;
              return call("POST /virtual-points", {
                body: { siteId: site.id, spaceId, role, name, parts },
              });
            }}
            renews={["GET /sites/:id/property"]}
            onRemoved={onClose}
          />
        )
      }
    >
      <Pair>
        <TextInput
          label={t("property.name")}
          description={t("property.pointNameHelp")}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <Select
          label={t("meters.role")}
          description={t("property.roleHelp")}
          allowDeselect={false}
          data={ROLES.map((role) => ({ value: role, label: t(`point.role.${role}`) }))}
          {...form.getInputProps("role")}
        />
      </Pair>
      <SpaceSelect
        spaces={property.spaces}
        input={form.getInputProps("spaceId")}
        onChange={(id) => form.setFieldValue("spaceId", id)}
      />
      <Input.Wrapper
        label={t("property.parts")}
        description={t("property.partsHelp")}
        error={form.errors["parts"]}
      />
      {form.values.parts.map((part, n) => (
        // A part has no identity but its place in the list.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={n} gap="xs" wrap="nowrap" align="flex-start">
          <Select
            aria-label={t("property.part", { number: n + 1 })}
            searchable
            allowDeselect={false}
            nothingFoundMessage={t("common.nothingFound")}
            data={choices}
            flex={1}
            {...form.getInputProps(`parts.${n}.pointId`)}
          />
          <TextInput
            aria-label={t("property.factor", { number: n + 1 })}
            inputMode="decimal"
            leftSection="×"
            w={104}
            {...form.getInputProps(`parts.${n}.factor`)}
          />
          <ActionIcon
            variant="subtle"
            color="red"
            size={44}
            aria-label={t("property.removePart", { number: n + 1 })}
            onClick={() => form.removeListItem("parts", n)}
          >
            <IconTrash aria-hidden size={18} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus aria-hidden size={18} />}
        onClick={() => form.insertListItem("parts", { pointId: "", factor: "-1" })}
      >
        {t("property.addPart")}
      </Button>
      {point?.meter && (
        <Link to="/meters/$meterId" params={{ meterId: point.meter.id }}>
          {t("property.openUse")}
        </Link>
      )}
      {choices.length === 0 && <Text c="dimmed">{t("property.nothingMeasured")}</Text>}
    </EntryDrawer>
  );

  function partsFault(parts: readonly PartEntered[]): string | null {
    if (parts.length === 0 || parts.some(({ pointId }) => pointId === "")) {
      return t("property.choosePoint");
    }
    const isNumber = parts.every(({ factor }) => /^-?\d+(\.\d+)?$/.test(readDecimal(factor)));
    return isNumber ? null : t("form.numberWanted");
  }
}

function enteredOf({ pointId, factor }: ServicePoint["parts"][number]): PartEntered {
  return { pointId: String(pointId), factor };
}

/** What a house usually wants: the supply of electricity less all that its tenants use. */
function suggestedParts({ points }: Property): PartEntered[] {
  const measured = points.filter(
    ({ commodity, meter, parts }) =>
      commodity === "electricity" && meter !== null && parts.length === 0,
  );
  const supply = measured.find(({ role }) => role === "supply");
  if (!supply) return [];
  const units = measured.filter(({ role }) => role === "unit");
  return [
    { pointId: String(supply.id), factor: "1" },
    ...units.map(({ id }) => ({ pointId: String(id), factor: "-1" })),
  ];
}
