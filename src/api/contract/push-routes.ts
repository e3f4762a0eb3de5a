import { z } from "zod";
import { byId, TECHNICAL } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import { noContent } from "./scalars.ts";

const MESSAGES_AT_MOST = 1_000;

/** What a device sends of one meter: the rest is read by the paths of the meter's type. */
const pushedMessage = z
  .looseObject({ meter: z.string().min(1).max(200) })
  .meta({ description: "meter: its address on the line; the rest by the paths of its type." });

/** What became of a push. A message that was refused is none of the others' business. */
const pushResult = z.object({
  /** Readings that are new; the same again is known already, and no error. */
  stored: z.int().nonnegative(),
  refused: z.array(
    z.object({ index: z.int().nonnegative(), meter: z.string(), message: z.string() }),
  ),
});
export type PushResult = z.infer<typeof pushResult>;

/** Values that devices send by themselves. */
export const pushRoutes = {
  pushReadings: {
    method: "POST",
    path: "/push",
    roles: "anyone",
    sites: "none",
    scope: "readings",
    summary: "Takes values of meters in; the line's token comes as Authorization: Bearer.",
    body: z.union([pushedMessage, z.array(pushedMessage).min(1).max(MESSAGES_AT_MOST)]),
    response: pushResult,
  },
  createPushToken: {
    method: "POST",
    path: "/lines/:id/push-token",
    roles: TECHNICAL,
    sites: { "params.id": "line" },
    summary: "Makes a new token for a line of the kind push; it is shown this once.",
    params: byId,
    status: 201,
    response: z.object({ token: z.string() }),
  },
  removePushToken: {
    method: "DELETE",
    path: "/lines/:id/push-token",
    roles: TECHNICAL,
    sites: { "params.id": "line" },
    summary: "Revokes the token of a line: what comes with it is refused from now on.",
    params: byId,
    status: 204,
    response: noContent,
  },
} as const satisfies Record<string, RouteContract>;
