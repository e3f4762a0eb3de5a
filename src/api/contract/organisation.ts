import { z } from "zod";
import { id, lineAsked, linesAsked, noteAsked, optionalEmail } from "./scalars.ts";

/** Who issues the bills, as it is printed on them. */
export const organisation = z.object({
  id,
  name: z.string(),
  /** The title printed on bills. */
  title: z.string(),
  addressLines: z.array(z.string()),
  email: z.string(),
  telephone: z.string(),
  taxNumber: z.string(),
  paymentInstructions: z.string(),
  /** Names the logo's bytes; null where there is none. */
  logoSha256: z.string().nullable(),
});
export type Organisation = z.infer<typeof organisation>;

/** Null in an installation that has none yet. */
export const organisationState = z.object({ organisation: organisation.nullable() });

export const organisationAsked = z.object({
  name: lineAsked(200).min(1, "must not be empty"),
  title: lineAsked(200).min(1, "must not be empty"),
  addressLines: linesAsked,
  email: optionalEmail,
  telephone: lineAsked(60),
  taxNumber: lineAsked(60),
  paymentInstructions: noteAsked(2000),
});
export type OrganisationAsked = z.infer<typeof organisationAsked>;

export const LOGO_BYTES_AT_MOST = 400_000;
/** Four letters for three bytes. */
const LOGO_LETTERS_AT_MOST = Math.ceil(LOGO_BYTES_AT_MOST / 3) * 4;

export const logoAsked = z.object({
  mediaType: z.enum(["image/svg+xml", "image/png", "image/jpeg"], "must be SVG, PNG or JPEG"),
  base64: z
    .base64()
    .max(LOGO_LETTERS_AT_MOST, `at most ${LOGO_BYTES_AT_MOST / 1000} kB: make the picture smaller`),
});

/** What every screen needs to show times, days and money of a site. */
export const site = z.object({
  id,
  name: z.string(),
  /** IANA name: `Europe/Berlin`. */
  timeZone: z.string(),
  currency: z.string(),
  /** BCP 47 with a region: `de-DE`. */
  locale: z.string(),
  addressLines: z.array(z.string()),
});
export type Site = z.infer<typeof site>;

export const siteAsked = z.object({
  name: lineAsked(200).min(1, "must not be empty"),
  timeZone: z.string().refine(isTimeZone, "must be a time zone like Europe/Berlin"),
  currency: z
    .string()
    .refine((code) => Intl.supportedValuesOf("currency").includes(code), "must be like EUR"),
  locale: z.string().refine(hasRegion, "must be a language with a region, like de-DE"),
  addressLines: linesAsked,
});
export type SiteAsked = z.infer<typeof siteAsked>;

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return /^[A-Z]/.test(name);
  } catch {
    return false;
  }
}

function hasRegion(tag: string): boolean {
  try {
    return new Intl.Locale(tag).region !== undefined;
  } catch {
    return false;
  }
}
