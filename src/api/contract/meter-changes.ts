import { z } from "zod";
import { id, lineAsked } from "./scalars.ts";

const CHANGED_AT_MOST = 1_000;
const TAGS_AT_MOST = 20;

const change = z.object({
  meterId: id,
  modelId: z.string().min(1, "choose a type").optional(),
  /** Null: it is read by a person. */
  lineId: id.nullable().optional(),
  /** Where its service point lies; null: in no space. */
  spaceId: id.nullable().optional(),
  intervalMinutes: z
    .union([z.literal(1), z.literal(5), z.literal(15), z.literal(30), z.literal(60)])
    .optional(),
  /** All of them, in place of those it had. */
  tags: z.array(lineAsked(40).min(1, "must not be empty")).max(TAGS_AT_MOST).optional(),
});
export type MeterChangeOnWire = z.infer<typeof change>;

/** What of many meters is to be different; what is left out stays. */
export const meterChangesAsked = z.object({
  /** look: says what would be done; change: does it, all of it or nothing. */
  action: z.enum(["look", "change"]),
  changes: z.array(change).min(1, "choose a meter").max(CHANGED_AT_MOST),
});

const CHANGED_FIELDS = ["modelId", "lineId", "spaceId", "intervalMinutes", "tags"] as const;

export const meterChanges = z.object({
  /** Whether it was done. */
  isDone: z.boolean(),
  rows: z.array(
    z.object({
      meterId: id,
      serialNumber: z.string(),
      pointName: z.string().nullable(),
      changed: z.array(
        z.object({
          field: z.enum(CHANGED_FIELDS),
          /** In words; null: nothing. */
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      ),
      faults: z.array(z.object({ field: z.string(), message: z.string() })),
    }),
  ),
  /** What takes it back, by the same route; of meters that change only. */
  undo: z.array(change),
});
export type MeterChanges = z.infer<typeof meterChanges>;
