import { ActionIcon, Menu, Text } from "@mantine/core";
import {
  IconBuilding,
  IconChevronDown,
  IconChevronRight,
  IconDotsVertical,
  IconPlus,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Property, ServicePoint } from "#api/contract/property.ts";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { formatDecimal } from "#web/components/format.ts";
import { EmptyState } from "#web/components/states.tsx";
import type { PropertyEdit } from "./property-edit.ts";
import { SpaceKindIcon } from "./space-kind.tsx";
import styles from "./space-tree.module.css";
import { type SpaceNode, treeOf } from "./space-tree.ts";

interface Shared {
  readonly mayChange: boolean;
  readonly onEdit: (edit: PropertyEdit) => void;
}

/** More than this, and only the buildings are open at first. */
const OPEN_AT_MOST = 120;

/** The spaces as a tree that opens and closes, with the points that lie in each. */
export function SpaceTreeView({ property, ...shared }: { property: Property } & Shared) {
  const { t } = useTranslation();
  const { roots, loose } = treeOf(property.spaces, property.points);
  if (roots.length + loose.length === 0) {
    return <EmptyState icon={<IconBuilding aria-hidden size={36} />} text={t("property.empty")} />;
  }
  const openBelow = property.spaces.length + property.points.length <= OPEN_AT_MOST ? 9 : 1;
  return (
    <>
      <ul className={styles["tree"]}>
        {roots.map((node) => (
          <Node key={node.space.id} node={node} depth={0} openBelow={openBelow} {...shared} />
        ))}
      </ul>
      {loose.length > 0 && (
        <>
          <Text className={styles["loose"]}>{t("property.inNoSpace")}</Text>
          <ul className={styles["tree"]}>
            {loose.map((point) => (
              <Point key={point.id} point={point} {...shared} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

interface NodeProps extends Shared {
  readonly node: SpaceNode;
  readonly depth: number;
  readonly openBelow: number;
}

function Node({ node, depth, openBelow, mayChange, onEdit }: NodeProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < openBelow);
  const { space, children, points } = node;
  const within = children.length + points.length;
  return (
    <li className={styles["node"]}>
      <div className={styles["row"]}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-label={t(open ? "property.closeSpace" : "property.openSpace", { name: space.name })}
          onClick={() => setOpen(!open)}
          data-hidden={within === 0}
          className={styles["toggle"] ?? ""}
          disabled={within === 0}
        >
          {open ? (
            <IconChevronDown aria-hidden size={18} />
          ) : (
            <IconChevronRight aria-hidden size={18} />
          )}
        </ActionIcon>
        <button
          type="button"
          className={styles["main"]}
          disabled={!mayChange}
          onClick={() => onEdit({ kind: "space", space })}
        >
          <SpaceKindIcon kind={space.kind} />
          <span className={styles["words"]}>
            <span className={styles["name"]}>{space.name}</span>
            <span className={styles["facts"]}>{factsOf(node)}</span>
          </span>
        </button>
        {mayChange && <NodeMenu node={node} onEdit={onEdit} />}
      </div>
      {open && within > 0 && (
        <ul>
          {points.map((point) => (
            <Point key={point.id} point={point} mayChange={mayChange} onEdit={onEdit} />
          ))}
          {children.map((child) => (
            <Node
              key={child.space.id}
              node={child}
              depth={depth + 1}
              openBelow={openBelow}
              mayChange={mayChange}
              onEdit={onEdit}
            />
          ))}
        </ul>
      )}
    </li>
  );

  function factsOf({ space: { kind, areaM2, tenant } }: SpaceNode): string {
    return [
      t(`property.kind.${kind}`),
      areaM2 !== "0" && `${formatDecimal(areaM2)} m²`,
      kind === "unit" && (tenant?.name ?? t("property.vacant")),
    ]
      .filter(Boolean)
      .join(" · ");
  }
}

function NodeMenu({ node, onEdit }: { node: SpaceNode; onEdit: Shared["onEdit"] }) {
  const { t } = useTranslation();
  const { space } = node;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("property.moreOf", { name: space.name })}
        >
          <IconDotsVertical aria-hidden size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPlus aria-hidden size={18} />}
          onClick={() => onEdit({ kind: "point", spaceId: space.id })}
        >
          {t("property.addPointHere")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPlus aria-hidden size={18} />}
          onClick={() => onEdit({ kind: "space", parentId: space.id })}
        >
          {t("property.addSpaceHere")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Point({ point, mayChange, onEdit }: { point: ServicePoint } & Shared) {
  const { t } = useTranslation();
  const { commodity, name, role, meter, parts } = point;
  const measuredBy = meter ? t("property.meterOf", meter) : t("property.noMeter");
  return (
    <li>
      <div className={styles["row"]}>
        <span className={styles["toggle"]} />
        <button
          type="button"
          className={styles["main"]}
          disabled={!mayChange}
          onClick={() => onEdit({ kind: parts.length > 0 ? "virtual" : "point", point })}
        >
          <CommodityIcon commodity={commodity} size={26} />
          <span className={styles["words"]}>
            <span>{name}</span>
            <span className={styles["facts"]}>
              {[
                t(`point.role.${role}`),
                parts.length > 0
                  ? t("property.calculatedFrom", { count: parts.length })
                  : measuredBy,
              ].join(" · ")}
            </span>
          </span>
        </button>
      </div>
    </li>
  );
}
