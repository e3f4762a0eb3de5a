import { IconBuilding, IconDoor, IconStairs, IconUsersGroup } from "@tabler/icons-react";
import type { SpaceKind } from "#api/contract/property.ts";

const ICONS = {
  building: IconBuilding,
  floor: IconStairs,
  unit: IconDoor,
  common: IconUsersGroup,
} as const satisfies Readonly<Record<SpaceKind, typeof IconDoor>>;

/** In the order in which they contain each other. */
export const SPACE_KINDS = ["building", "floor", "unit", "common"] as const;

/** The sign of a kind of space; a word stands beside it. */
export function SpaceKindIcon({ kind }: { kind: SpaceKind }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden size={22} stroke={1.7} />;
}
