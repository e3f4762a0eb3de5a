import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import type { Site } from "#api/contract/organisation.ts";
import type { Session, User } from "#api/contract/session.ts";
import { read } from "#web/api/queries.ts";

/** Who is signed in, for everything inside the shell. */
export interface SignedIn {
  readonly user: User;
  /** The site that is shown. */
  readonly site: Site;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

/** Throws outside the shell, where nobody need be signed in. */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (signedIn === undefined) throw new Error("useSignedIn is for the screens inside the shell");
  return signedIn;
}

export function useSession() {
  return useQuery({ ...read("GET /session"), staleTime: Infinity });
}

/** What stands in for the site of an installation that has none yet. */
const NO_SITE: Site = {
  id: 0,
  name: "SmartPM",
  timeZone: "UTC",
  currency: "EUR",
  locale: "en-GB",
  addressLines: [],
};

export function signedInOf(session: Session): SignedIn | undefined {
  if (session.user === null) return undefined;
  return { user: session.user, site: session.sites[0] ?? NO_SITE };
}

/** Whether the user may do what only these roles may; the server decides, this only hides. */
export function mayCorrectMoney({ role }: User): boolean {
  return role === "administrator" || role === "accountant";
}

export function mayTendAlarms({ role }: User): boolean {
  return role === "administrator" || role === "operator";
}

export function mayChangeProperty({ role }: User): boolean {
  return role === "administrator" || role === "operator";
}

export function mayKeepTenants({ role }: User): boolean {
  return role === "administrator" || role === "operator" || role === "accountant";
}

export function isStaff({ role }: User): boolean {
  return role !== "tenant";
}
