import { z } from "zod";
import { API_SCOPES } from "#domain/core/api-scope.ts";
import { id, instantText, lineAsked, reference } from "./scalars.ts";
import { PASSWORD_LONGEST } from "./session.ts";

const DAYS_AT_MOST = 731;

const scopes = z.array(z.enum(API_SCOPES)).min(1, "choose at least one").max(API_SCOPES.length);

/** By which a program calls the interface. */
const apiToken = z.object({
  id,
  name: z.string(),
  scopes,
  /** In whose name, and with whose role and sites. */
  user: reference,
  createdAt: instantText,
  expiresAt: instantText,
  /** To the minute; null: never yet. */
  lastUsedAt: instantText.nullable(),
});
export type ApiToken = z.infer<typeof apiToken>;
export const apiTokenList = z.object({ tokens: z.array(apiToken) });

export const apiTokenAsked = z.object({
  name: lineAsked(100).min(1, "must not be empty"),
  scopes,
  /** It ends after so many days. */
  days: z.int().min(1, "at least one day").max(DAYS_AT_MOST, "at most two years"),
  /** One's own, once more. */
  password: z.string().min(1).max(PASSWORD_LONGEST),
});

/** `token` is shown this once: `Authorization: Bearer spm_...`. */
export const apiTokenMade = z.object({ id, token: z.string() });
