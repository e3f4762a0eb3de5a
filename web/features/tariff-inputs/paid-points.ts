import type { Lease } from "#api/contract/tenants.ts";

type Point = Lease["points"][number];

/** The points that the lease pays from now on, each once. */
export function paidPoints({ points }: Lease): readonly Point[] {
  return points.filter(({ endsOn }) => endsOn === null);
}
