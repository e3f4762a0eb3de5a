import type { BalanceZone, ServicePoint } from "#api/contract/property.ts";
import type { PointDrawerProps } from "./point-drawer.tsx";
import type { SpaceDrawerProps } from "./space-drawer.tsx";

/** What is being entered or changed. */
export type PropertyEdit =
  | ({ readonly kind: "space" } & Pick<SpaceDrawerProps, "space" | "parentId">)
  | ({ readonly kind: "point" } & Pick<PointDrawerProps, "point" | "spaceId">)
  | { readonly kind: "virtual"; readonly point?: ServicePoint }
  | { readonly kind: "zone"; readonly zone?: BalanceZone };
