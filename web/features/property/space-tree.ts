import type { ServicePoint, Space } from "#api/contract/property.ts";

/** A space with what is in it. */
export interface SpaceNode {
  readonly space: Space;
  readonly children: readonly SpaceNode[];
  readonly points: readonly ServicePoint[];
}

export interface SpaceTree {
  readonly roots: readonly SpaceNode[];
  /** Points that lie in no space. */
  readonly loose: readonly ServicePoint[];
}

/** The spaces as a tree, in the order in which they come. */
export function treeOf(spaces: readonly Space[], points: readonly ServicePoint[]): SpaceTree {
  const within = Map.groupBy(spaces, ({ parentId }) => parentId);
  const pointsOf = Map.groupBy(points, ({ spaceId }) => spaceId);
  const nodeOf = (space: Space): SpaceNode => ({
    space,
    children: (within.get(space.id) ?? []).map(nodeOf),
    points: pointsOf.get(space.id) ?? [],
  });
  return { roots: (within.get(null) ?? []).map(nodeOf), loose: pointsOf.get(null) ?? [] };
}

/** The names of a space's places, from the outermost: `House / Floor 1 / Unit 9`. */
export function pathOf(space: Space, spaces: readonly Space[]): string {
  const parent = spaces.find(({ id }) => id === space.parentId);
  return parent ? `${pathOf(parent, spaces)} / ${space.name}` : space.name;
}

/** Every space that is not `space` and does not lie within it: where it may be put. */
export function outside(space: Space | undefined, spaces: readonly Space[]): readonly Space[] {
  if (!space) return spaces;
  const isWithin = (candidate: Space): boolean => {
    if (candidate.id === space.id) return true;
    const parent = spaces.find(({ id }) => id === candidate.parentId);
    return parent !== undefined && isWithin(parent);
  };
  return spaces.filter((candidate) => !isWithin(candidate));
}
