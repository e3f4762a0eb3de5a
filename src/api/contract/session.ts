import { z } from "zod";
import { ROLES } from "#domain/core/role.ts";
import { site } from "./organisation.ts";
import { id, lineAsked } from "./scalars.ts";

export const PASSWORD_SHORTEST = 10;
export const PASSWORD_LONGEST = 200;

export const role = z.enum(ROLES);
/** The language of somebody's screens by its tag; one that the web has no texts of shows English. */
export const language = z.string().regex(/^[a-z]{2,3}$/, "a language is written en, zh, de");

export const user = z.object({
  id,
  email: z.string(),
  name: z.string(),
  role,
  language,
  /** Whose points and bills the user sees, where the role is tenant. */
  tenantId: id.nullable(),
});
export type User = z.infer<typeof user>;

/** Who is signed in; `user` is null and `sites` empty when nobody is. */
export const session = z.object({
  user: user.nullable(),
  sites: z.array(site),
  /** Whether an own password has to be chosen before anything else, in place of one that was given. */
  ownPasswordWanted: z.boolean(),
  /** Whether a second factor has to be switched on before anything else can be asked for. */
  secondFactorWanted: z.boolean(),
});
export type Session = z.infer<typeof session>;

const email = z.email("an e-mail address, like name@example.org").max(254).toLowerCase();

/** Six digits of an authenticator app, or a recovery code. */
export const oneTimeCode = z.string().trim().min(1).max(40);

export const signIn = z.object({
  email,
  password: z.string().min(1).max(PASSWORD_LONGEST),
  /** Where the user has a second factor; the fault session.code-wanted asks for it. */
  code: oneTimeCode.optional(),
});
export type SignIn = z.infer<typeof signIn>;

export const sessionChange = z.object({ language });
export type SessionChange = z.infer<typeof sessionChange>;

/** Whether the installation still waits for its first administrator. */
export const setupState = z.object({ needed: z.boolean() });
export type SetupState = z.infer<typeof setupState>;

export const setup = z.object({
  email,
  name: lineAsked(200).min(1, "must not be empty"),
  password: z
    .string()
    .min(PASSWORD_SHORTEST, `at least ${PASSWORD_SHORTEST} characters`)
    .max(PASSWORD_LONGEST, `at most ${PASSWORD_LONGEST} characters`),
  language: language.default("en"),
});
export type Setup = z.infer<typeof setup>;
