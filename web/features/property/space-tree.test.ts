import assert from "node:assert/strict";
import { test } from "node:test";
import type { Space } from "#api/contract/property.ts";
import { outside, pathOf, treeOf } from "./space-tree.ts";

function space(id: number, parentId: number | null): Space {
  return {
    id,
    parentId,
    kind: "unit",
    name: `S${id}`,
    areaM2: "0",
    tenant: null,
    unused: false,
  };
}

const SPACES = [space(1, null), space(2, 1), space(3, 2), space(4, null)];

test("spaces stand within their parents, in the given order", () => {
  const { roots } = treeOf(SPACES, []);
  assert.deepEqual(
    roots.map(({ space: { id }, children }) => [id, children.map((child) => child.space.id)]),
    [
      [1, [2]],
      [4, []],
    ],
  );
});

test("a path names all places from the outermost", () => {
  assert.equal(pathOf(space(3, 2), SPACES), "S1 / S2 / S3");
});

function ids(spaces: readonly Space[]): number[] {
  return spaces.map(({ id }) => id);
}

test("a space can be put anywhere but into itself", () => {
  assert.deepEqual(ids(outside(SPACES[1], SPACES)), [1, 4]);
  assert.deepEqual(ids(outside(undefined, SPACES)), [1, 2, 3, 4]);
});
