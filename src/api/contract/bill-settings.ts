import { z } from "zod";
import {
  isReadableColour,
  OPTIONAL_COLUMNS,
  OPTIONAL_PARTS,
  PAPERS,
} from "#domain/billing/bill-design.ts";
import { BILL_BLOCKS, BILL_PROFILES, BILL_TEXTS } from "#domain/billing/bill-profile.ts";
import { isIban } from "#domain/billing/iban.ts";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { commodity, dayText, decimalText, lineAsked, minorText, noteAsked } from "./scalars.ts";

const TEXT_AT_MOST = 4000;
const TEMPLATE_AT_MOST = 200_000;
const STEPS_AT_MOST = 6;
const DAYS_AT_MOST = 365;
const PERCENT_A_MONTH_AT_MOST = 20;
const KILOGRAMS_AT_MOST = 1000;
/** EPC069-12. */
const HOLDER_AT_MOST = 70;

const notNegative = decimalText.refine((text) => !text.startsWith("-"), "must not be below zero");
const days = z.int().min(0, "must not be below zero").max(DAYS_AT_MOST, `at most ${DAYS_AT_MOST}`);

const look = z.object({
  paper: z.enum(PAPERS),
  colour: z
    .string()
    .toLowerCase()
    .regex(/^#[0-9a-f]{6}$/, "must be like #0f5c66")
    .refine(isReadableColour, "must be darker: titles are printed in it on white paper"),
  columns: z.array(z.enum(OPTIONAL_COLUMNS)),
  parts: z.array(z.enum(OPTIONAL_PARTS)),
});

const bankAccount = z.object({
  holder: lineAsked(HOLDER_AT_MOST).min(1, "must not be empty"),
  iban: z
    .string()
    .overwrite((text) => text.replaceAll(/\s/g, "").toUpperCase())
    .refine(isIban, "must be an IBAN: check its digits"),
  bic: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^(?:[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)?$/, "must have 8 or 11 letters, or be empty"),
});

const emissionFactor = z.object({
  commodity,
  unit: lineAsked(12).min(1, "must not be empty"),
  kgPerUnit: notNegative.refine(
    (text) => Number(text) <= KILOGRAMS_AT_MOST,
    `at most ${KILOGRAMS_AT_MOST}`,
  ),
  source: lineAsked(120).min(1, "say who publishes the factor"),
  /** The first day for which it holds, until the next one's. */
  validFrom: dayText.default("1970-01-01"),
});

const fee = z.object({
  percentPerMonth: notNegative.refine(
    (text) => Number(text) <= PERCENT_A_MONTH_AT_MOST,
    `at most ${PERCENT_A_MONTH_AT_MOST}`,
  ),
  graceDays: days,
  /** Of the amount, in percent; null: no limit. */
  mostPercent: notNegative.nullable(),
});

const reminders = z.object({
  /** Less than so much is not reminded of. */
  leastMinor: minorText.refine((text) => !text.startsWith("-"), "must not be below zero"),
  steps: z
    .array(
      z.object({ afterDays: days.min(1, "at least a day after the due day"), fee: fee.nullable() }),
    )
    .min(1, "add a step, or remind nobody")
    .max(STEPS_AT_MOST, `at most ${STEPS_AT_MOST} steps`)
    .refine(
      (steps) => steps.every(({ afterDays }, n) => afterDays > (steps[n - 1]?.afterDays ?? 0)),
      "each step must be later than the one before",
    ),
});

/** How the bills of a site look and what they must say, as a person enters it. */
export const billSettingsAsked = z.object({
  /** Empty: the organisation's. */
  title: lineAsked(200),
  /** Null: each tenant's own. */
  language: z.enum(BILL_LANGUAGES).nullable(),
  look,
  bankAccount: bankAccount.nullable(),
  /** Typst; null: the template that comes with SmartPM. */
  template: noteAsked(TEMPLATE_AT_MOST).nullable(),
  profile: z.enum(BILL_PROFILES),
  texts: z.partialRecord(z.enum(BILL_TEXTS), noteAsked(TEXT_AT_MOST)),
  emissionFactors: z
    .array(emissionFactor)
    .refine(
      (factors) =>
        new Set(factors.map(({ commodity: of, validFrom }) => `${of} ${validFrom}`)).size ===
        factors.length,
      "each commodity once a day",
    ),
  /** Null: nobody is reminded. */
  reminders: reminders.nullable(),
});
export type BillSettingsAsked = z.infer<typeof billSettingsAsked>;

export const billSettings = z.object({
  ...billSettingsAsked.shape,
  /** Names the bytes of the site's own logo; null where it has none. */
  logoSha256: z.string().nullable(),
});
export type BillSettings = z.infer<typeof billSettings>;

/** A bill as it would look, and what it would lack. */
export const billPicture = z.object({
  /** All pages, one below the other. */
  svg: z.string(),
  /** Whose bill is shown; null: a made-up one, since the site has none yet. */
  number: z.string().nullable(),
  /** Blocks that the profile asks for and that this bill has not. */
  lacking: z.array(z.enum(BILL_BLOCKS)),
});
