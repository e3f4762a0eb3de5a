import { Button, Group, Stack } from "@mantine/core";
import { IconBuildingPlus, IconPlus, IconScale, IconSum } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BalanceZone, Property } from "#api/contract/property.ts";
import { read } from "#web/api/queries.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { CommodityName } from "#web/components/commodity.tsx";
import { formatPercent } from "#web/components/format.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { PointDrawer } from "./point-drawer.tsx";
import type { PropertyEdit } from "./property-edit.ts";
import { SpaceDrawer } from "./space-drawer.tsx";
import { SpaceTreeView } from "./space-tree-view.tsx";
import { VirtualPointDrawer } from "./virtual-point-drawer.tsx";
import { ZoneDrawer } from "./zone-drawer.tsx";

/** Buildings, floors, units and what is measured in them. */
export function PropertyPage() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const property = useQuery({
    ...read("GET /sites/:id/property", { params: { id: site.id } }),
    enabled: site.id > 0,
  });
  const [edit, setEdit] = useState<PropertyEdit>();
  const mayChange = mayChangeProperty(user);
  if (site.id === 0) {
    return (
      <Page title={t("nav.property")}>
        <NoSite />
      </Page>
    );
  }
  return (
    <Page
      title={t("nav.property")}
      hint={site.name}
      actions={
        mayChange && (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconPlus aria-hidden size={18} />}
              onClick={() => setEdit({ kind: "point" })}
            >
              {t("property.addPoint")}
            </Button>
            {property.data?.points.some(({ meter }) => meter !== null) && (
              <Button
                variant="default"
                leftSection={<IconSum aria-hidden size={18} />}
                onClick={() => setEdit({ kind: "virtual" })}
              >
                {t("property.addVirtualPoint")}
              </Button>
            )}
            <Button
              leftSection={<IconBuildingPlus aria-hidden size={18} />}
              onClick={() => setEdit({ kind: "space" })}
            >
              {t("property.addSpace")}
            </Button>
          </Group>
        )
      }
    >
      <Answered query={property} height={640}>
        {(data) => (
          <Stack gap="md">
            <Section title={t("property.spaces")} flush>
              <SpaceTreeView property={data} mayChange={mayChange} onEdit={setEdit} />
            </Section>
            <Zones property={data} mayChange={mayChange} onEdit={setEdit} />
            {edit && <Edit edit={edit} property={data} onClose={() => setEdit(undefined)} />}
          </Stack>
        )}
      </Answered>
    </Page>
  );
}

function Edit({
  edit,
  property,
  onClose,
}: {
  edit: PropertyEdit;
  property: Property;
  onClose: () => void;
}) {
  switch (edit.kind) {
    case "space":
      return <SpaceDrawer {...edit} property={property} onClose={onClose} />;
    case "point":
      return <PointDrawer {...edit} property={property} onClose={onClose} />;
    case "virtual":
      return <VirtualPointDrawer point={edit.point} property={property} onClose={onClose} />;
    case "zone":
      return <ZoneDrawer zone={edit.zone} property={property} onClose={onClose} />;
  }
}

interface ZonesProps {
  readonly property: Property;
  readonly mayChange: boolean;
  readonly onEdit: (edit: PropertyEdit) => void;
}

function Zones({ property, mayChange, onEdit }: ZonesProps) {
  const { t } = useTranslation();
  const { zones, points } = property;
  const columns: readonly Column<BalanceZone>[] = [
    {
      name: t("property.zone"),
      renderCell: (zone) =>
        mayChange ? (
          <Button variant="subtle" px={0} onClick={() => onEdit({ kind: "zone", zone })}>
            {zone.name}
          </Button>
        ) : (
          zone.name
        ),
    },
    {
      name: t("tenants.utility"),
      renderCell: ({ commodity }) => <CommodityName commodity={commodity} />,
    },
    {
      name: t("property.compares"),
      renderCell: ({ supplyPoints, usePoints }) =>
        t("property.supplyAgainstUse", { supply: supplyPoints.length, use: usePoints.length }),
    },
    {
      name: t("property.allowedPercent"),
      figures: true,
      renderCell: ({ allowedLossPercent }) => formatPercent(allowedLossPercent),
    },
  ];
  return (
    <Section
      title={t("property.zones")}
      flush
      aside={
        mayChange &&
        points.length > 1 && (
          <Button
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={18} />}
            onClick={() => onEdit({ kind: "zone" })}
          >
            {t("property.addZone")}
          </Button>
        )
      }
    >
      {zones.length === 0 ? (
        <EmptyState icon={<IconScale aria-hidden size={36} />} text={t("property.noZones")} />
      ) : (
        <Rows label={t("property.zones")} rows={zones} columns={columns} keyOf={({ id }) => id} />
      )}
    </Section>
  );
}
