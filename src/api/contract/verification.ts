import { z } from "zod";
import { dayText, minorText } from "./scalars.ts";

/** A document is asked for by its digest; its number narrows it where it is known. */
export const verificationQuery = z.object({
  sha256: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
  number: z.string().trim().max(60).optional(),
});

/** What is said of a document to anyone who has it: nothing that does not stand on it. */
export const verification = z.object({
  isGenuine: z.boolean(),
  document: z
    .object({
      number: z.string(),
      /** A bill that was taken back is genuine, and no longer in force. */
      state: z.enum(["issued", "credited"]),
      issuer: z.string(),
      issuedOn: dayText,
      currency: z.string(),
      totalMinor: minorText,
    })
    .nullable(),
});
export type DocumentVerification = z.infer<typeof verification>;
