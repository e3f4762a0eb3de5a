import { z } from "zod";

/** One thing that is wrong with a request: domain/core/fault.ts on the wire. */
export const faultOnWire = z.object({
  code: z.string(),
  /** The field, as a path: `body.email`. */
  subject: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
});
export type FaultOnWire = z.infer<typeof faultOnWire>;

/** The body of every answer that is not a success: RFC 9457, `application/problem+json`. */
export const problem = z.object({
  /** Stable, for programs: `/problems/not-signed-in`. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Names the request in the server's log. */
  requestId: z.string(),
  faults: z.array(faultOnWire),
});
export type Problem = z.infer<typeof problem>;
