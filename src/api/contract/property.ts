import { z } from "zod";
import { commodity, decimalText, id, lineAsked, reference } from "./scalars.ts";

export const spaceKind = z.enum(["building", "floor", "unit", "common"]);
export type SpaceKind = z.infer<typeof spaceKind>;
export const pointRole = z.enum(["supply", "unit", "common"]);
export type PointRole = z.infer<typeof pointRole>;

/** A building, floor, let unit or common area. */
export const space = z.object({
  id,
  /** The space that it is part of; null at the top. */
  parentId: id.nullable(),
  kind: spaceKind,
  name: z.string(),
  areaM2: decimalText,
  /** Who leases it today; a unit without one is vacant, and its owner pays. */
  tenant: reference.nullable(),
  /** Whether it can be removed: nothing is in it and nobody ever leased it. */
  unused: z.boolean(),
});
export type Space = z.infer<typeof space>;

/** A point in the sum of a virtual one, and how often it counts: 1 is added, -1 taken off. */
export const pointPart = z.object({ pointId: id, factor: decimalText });

/** Where a commodity is delivered and measured, or calculated from other points. */
export const servicePoint = z.object({
  id,
  spaceId: id.nullable(),
  commodity,
  role: pointRole,
  name: z.string(),
  meter: z.object({ id, serialNumber: z.string() }).nullable(),
  /** Who pays it today. */
  tenant: reference.nullable(),
  /** Whether it can be removed: it was never measured, leased or balanced. */
  unused: z.boolean(),
  /** What a virtual point is the sum of; none of one that is measured. */
  parts: z.array(pointPart),
});
export type ServicePoint = z.infer<typeof servicePoint>;

/** Supply points and the points under them; what is missing between them is loss. */
export const balanceZone = z.object({
  id,
  name: z.string(),
  commodity,
  allowedLossPercent: decimalText,
  /** Per hour, in the commodity's unit. */
  allowedLossConstant: decimalText,
  supplyPoints: z.array(id),
  usePoints: z.array(id),
});
export type BalanceZone = z.infer<typeof balanceZone>;

export const property = z.object({
  spaces: z.array(space),
  points: z.array(servicePoint),
  zones: z.array(balanceZone),
});
export type Property = z.infer<typeof property>;

const name = lineAsked(200).min(1, "must not be empty");
/** No building has more; a slip of the keys has. */
const AREA_AT_MOST = 10_000_000;

export const spaceAsked = z.object({
  siteId: id,
  parentId: id.nullable(),
  kind: spaceKind,
  name,
  areaM2: decimalText
    .refine((text) => !text.startsWith("-"), "must not be below zero")
    .refine((text) => Number(text) <= AREA_AT_MOST, `at most ${AREA_AT_MOST} square metres`),
});
export type SpaceAsked = z.infer<typeof spaceAsked>;

export const servicePointAsked = z.object({
  siteId: id,
  spaceId: id.nullable(),
  commodity,
  role: pointRole,
  name,
});
export type ServicePointAsked = z.infer<typeof servicePointAsked>;

const PARTS_AT_MOST = 1000;

/** A point that is calculated: its commodity, unit and intervals are those of its parts. */
export const virtualPointAsked = servicePointAsked
  .omit({ commodity: true })
  .extend({
    parts: z
      .array(
        z.object({
          pointId: id,
          factor: decimalText
            .refine((text) => Number(text) !== 0, "must not be zero: leave the point out instead")
            .refine((text) => text.replace(/[-.]/g, "").length <= 12, "at most 12 digits"),
        }),
      )
      .min(1, "choose at least one point")
      .max(PARTS_AT_MOST, `at most ${PARTS_AT_MOST} points`),
  })
  .refine(({ parts }) => new Set(parts.map(({ pointId }) => pointId)).size === parts.length, {
    path: ["parts"],
    message: "each point once",
  });
export type VirtualPointAsked = z.infer<typeof virtualPointAsked>;

const share = decimalText.refine((text) => !text.startsWith("-"), "must not be below zero");

export const balanceZoneAsked = z
  .object({
    siteId: id,
    name,
    commodity,
    allowedLossPercent: share.refine((text) => Number(text) <= 100, "at most 100"),
    allowedLossConstant: share,
    supplyPoints: z.array(id).min(1, "choose at least one"),
    usePoints: z.array(id).min(1, "choose at least one"),
  })
  .refine(({ supplyPoints, usePoints }) => !usePoints.some((use) => supplyPoints.includes(use)), {
    path: ["usePoints"],
    message: "a point cannot be on both sides",
  });
export type BalanceZoneAsked = z.infer<typeof balanceZoneAsked>;

export const created = z.object({ id });
