import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Property, Space, SpaceKind } from "#api/contract/property.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { RemoveButton } from "#web/components/form/remove-button.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";
import { SPACE_KINDS } from "./space-kind.tsx";
import { outside, pathOf } from "./space-tree.ts";

export interface SpaceDrawerProps {
  readonly property: Property;
  /** Undefined: a new one. */
  readonly space?: Space | undefined;
  /** Where a new one lies. */
  readonly parentId?: number | null;
  readonly onClose: () => void;
}

/** Enters or changes a space. */
export function SpaceDrawer({ property, space, parentId = null, onClose }: SpaceDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const parent = property.spaces.find(({ id }) => id === parentId);
  const entry = useEntry({
    initialValues: {
      name: space?.name ?? "",
      kind: space?.kind ?? kindWithin(parent?.kind),
      parentId: idText(space ? space.parentId : parentId),
      areaM2: space && space.areaM2 !== "0" ? space.areaM2 : "",
    },
    rules: { name: rules.wanted, areaM2: rules.decimal },
    send: async (values) => {
      const body = {
        siteId: site.id,
        name: values.name,
        kind: values.kind,
        parentId: values.parentId === "" ? null : Number(values.parentId),
        areaM2: readDecimal(values.areaM2) || "0",
      };
      if (space) await call("PATCH /spaces/:id", { params: { id: space.id }, body });
      else await call("POST /spaces", { body });
    },
    renews: ["GET /sites/:id/property"],
    onSaved: onClose,
  });
  const { form } = entry;
  return (
    <EntryDrawer
      title={space ? space.name : t("property.addSpace")}
      help={t("property.spaceHelp")}
      entry={entry}
      onClose={onClose}
      aside={
        space?.unused && (
          <RemoveButton
            name={space.name}
            remove={() => call("DELETE /spaces/:id", { params: { id: space.id } })}
            restore={() => {
              const { parentId, kind, name, areaM2 } = space;
              return call("POST /spaces", {
                body: { siteId: site.id, parentId, kind, name, areaM2 },
              });
            }}
            renews={["GET /sites/:id/property"]}
            onRemoved={onClose}
          />
        )
      }
    >
      <TextInput
        label={t("property.name")}
        placeholder={t("property.nameExample")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Pair>
        <Select
          label={t("property.kindName")}
          allowDeselect={false}
          data={SPACE_KINDS.map((kind) => ({ value: kind, label: t(`property.kind.${kind}`) }))}
          {...form.getInputProps("kind")}
        />
        <TextInput
          label={t("property.area")}
          description={t("property.areaHelp")}
          inputMode="decimal"
          rightSection="m²"
          {...form.getInputProps("areaM2")}
        />
      </Pair>
      <Select
        label={t("property.liesIn")}
        placeholder={t("property.atTop")}
        searchable
        clearable
        nothingFoundMessage={t("common.nothingFound")}
        data={outside(space, property.spaces).map((candidate) => ({
          value: String(candidate.id),
          label: pathOf(candidate, property.spaces),
        }))}
        {...form.getInputProps("parentId")}
        onChange={(id) => form.setFieldValue("parentId", id ?? "")}
      />
    </EntryDrawer>
  );
}

function idText(id: number | null): string {
  return id === null ? "" : String(id);
}

/** What usually lies within such a space. */
function kindWithin(parent: SpaceKind | undefined): SpaceKind {
  if (parent === undefined) return "building";
  return parent === "building" ? "floor" : "unit";
}
