import type { BillSettings, BillSettingsAsked } from "#api/contract/bill-settings.ts";
import { BILL_TEXTS, type BillProfile, type BillText } from "#domain/billing/bill-profile.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { type Currency, fromMinor, toMinor } from "#domain/core/money.ts";
import { readDecimal } from "#web/components/form/rules.ts";

/** A step of reminding as it is typed; no fee where the percentage is empty. */
export interface StepValues {
  readonly afterDays: number;
  readonly percentPerMonth: string;
  readonly graceDays: number;
  readonly mostPercent: string;
}

/** A factor as it is typed. */
export interface FactorValues {
  readonly commodity: Commodity;
  readonly validFrom: string;
  readonly kgPerUnit: string;
  readonly unit: string;
  readonly source: string;
}

/** The settings as a form holds them: everything is text that can be typed. */
export type SettingsValues = {
  readonly title: string;
  readonly language: BillLanguage | "";
  readonly paper: BillSettings["look"]["paper"];
  readonly colour: string;
  readonly columns: BillSettings["look"]["columns"];
  readonly parts: BillSettings["look"]["parts"];
  readonly holder: string;
  readonly iban: string;
  readonly bic: string;
  readonly profile: BillProfile;
  readonly notes: Readonly<Record<BillText, string>>;
  readonly emissionFactors: readonly FactorValues[];
  readonly reminds: boolean;
  readonly least: string;
  readonly steps: readonly StepValues[];
  readonly template: string;
};

export const USUAL_UNIT: Readonly<Record<Commodity, string>> = {
  electricity: "kWh",
  gas: "m3",
  "cold-water": "m3",
  "hot-water": "m3",
  heat: "kWh",
  cooling: "kWh",
};

export const FIRST_STEP: StepValues = {
  afterDays: 7,
  percentPerMonth: "",
  graceDays: 0,
  mostPercent: "",
};

/** What is stored, to be changed. */
export function valuesOf(settings: BillSettings, currency: Currency): SettingsValues {
  const { look, bankAccount, reminders, emissionFactors } = settings;
  return {
    title: settings.title,
    language: settings.language ?? "",
    ...look,
    holder: bankAccount?.holder ?? "",
    iban: bankAccount?.iban ?? "",
    bic: bankAccount?.bic ?? "",
    profile: settings.profile,
    notes: byName(BILL_TEXTS, (name) => settings.texts[name] ?? ""),
    emissionFactors,
    reminds: reminders !== null,
    least: reminders ? fromMinor(BigInt(reminders.leastMinor), currency).toString() : "0",
    steps: reminders?.steps.map(({ afterDays, fee }) => ({
      afterDays,
      percentPerMonth: fee?.percentPerMonth ?? "",
      graceDays: fee?.graceDays ?? 0,
      mostPercent: fee?.mostPercent ?? "",
    })) ?? [FIRST_STEP],
    template: settings.template ?? "",
  };
}

/** What was typed, to be sent. */
export function askedOf(values: SettingsValues, currency: Currency): BillSettingsAsked {
  const { title, paper, colour, columns, parts, holder, iban, bic, profile, template } = values;
  return {
    title,
    language: values.language === "" ? null : values.language,
    look: { paper, colour, columns: [...columns], parts: [...parts] },
    bankAccount: iban.trim() === "" ? null : { holder, iban, bic },
    profile,
    texts: Object.fromEntries(
      Object.entries(values.notes).filter(([, text]) => text.trim() !== ""),
    ),
    emissionFactors: values.emissionFactors.map((factor) => ({
      ...factor,
      kgPerUnit: readDecimal(factor.kgPerUnit),
    })),
    reminders: values.reminds
      ? {
          leastMinor: minorOf(values.least, currency),
          steps: values.steps.map(({ afterDays, percentPerMonth, graceDays, mostPercent }) => ({
            afterDays,
            fee:
              percentPerMonth.trim() === ""
                ? null
                : {
                    percentPerMonth: readDecimal(percentPerMonth),
                    graceDays,
                    mostPercent: mostPercent.trim() === "" ? null : readDecimal(mostPercent),
                  },
          })),
        }
      : null,
    template: template.trim() === "" ? null : template,
  };
}

function minorOf(written: string, currency: Currency): string {
  const amount = Decimal.tryParse(readDecimal(written)) ?? Decimal.ZERO;
  return toMinor(amount, currency, "half-up").toString();
}

function byName<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  // fromEntries forgets the names; each of them is there.
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}
