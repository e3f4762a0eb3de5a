/**
 * A tariff document while it is written: the JSON of docs/adding-a-tariff.md, of which the editor
 * changes what it knows and keeps what it does not.
 */
export interface Draft {
  readonly name: unknown;
  readonly commodity: string;
  readonly currency: string;
  readonly rounding?: Readonly<Record<string, string>>;
  readonly holidays?: { readonly dates: readonly string[] };
  readonly calendars?: readonly Readonly<Record<string, unknown>>[];
  readonly charges: readonly DraftCharge[];
  readonly taxes?: readonly DraftTax[];
  readonly [other: string]: unknown;
}

export interface DraftCharge {
  readonly kind: string;
  readonly id: string;
  readonly label: unknown;
  readonly price?: string;
  readonly amount?: string;
  readonly tiers?: readonly DraftTier[];
  readonly rates?: readonly DraftRate[];
  readonly ladder?: Readonly<Record<string, string>>;
  readonly [other: string]: unknown;
}

export interface DraftTier {
  readonly upTo?: string;
  readonly price: string;
}

export interface DraftRate {
  readonly seasons?: readonly string[];
  readonly touPeriods?: readonly string[];
  readonly price?: string;
  readonly tiers?: readonly DraftTier[];
}

export interface DraftTax {
  readonly id: string;
  readonly label: unknown;
  readonly percent: string;
  readonly included?: boolean;
  readonly [other: string]: unknown;
}

/** A document as a draft; undefined where it is too far from one to be edited by fields. */
export function draftOf(document: unknown): Draft | undefined {
  if (typeof document !== "object" || document === null || !("charges" in document)) {
    return undefined;
  }
  const { charges } = document;
  const isList = Array.isArray(charges) && charges.every((one) => typeof one === "object" && one);
  return isList ? asDraft(document) : undefined;
}

/** Guaranteed by `draftOf`: it has charges that are objects, and the rest is only shown if it fits. */
function asDraft(document: object): Draft {
  return document as Draft;
}

/** A new tariff with one price. */
export function newDraft(commodity: string, currency: string, name: string): Draft {
  return {
    format: "smartpm-tariff/1",
    name,
    commodity,
    currency,
    charges: [{ kind: "consumption", id: "energy", label: name, price: "0.25" }],
    taxes: [],
  };
}

/** The list with its n-th element changed. */
export function changed<T>(list: readonly T[], n: number, change: Partial<T>): T[] {
  return list.map((item, i) => (i === n ? { ...item, ...change } : item));
}

/** An id that none of the others has: `energy`, `energy-2`. */
export function freshId(wish: string, taken: readonly string[]): string {
  const base =
    wish
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 30) || "part";
  if (!taken.includes(base)) return base;
  let n = 2;
  while (taken.includes(`${base}-${n}`)) n += 1;
  return `${base}-${n}`;
}

/** The text of a label in a language; one text is the same in all. */
export function labelIn(label: unknown, language: string): string {
  if (typeof label === "string") return label;
  if (typeof label !== "object" || label === null) return "";
  const texts = Object.entries(label).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const found =
    texts.find(([tag]) => tag === language) ?? texts.find(([tag]) => tag === "en") ?? texts[0];
  return found?.[1] ?? "";
}

/** The label with its text in one language changed; the other languages stay. */
export function withLabel(label: unknown, language: string, text: string): unknown {
  if (typeof label !== "object" || label === null) return text;
  return { ...label, [language]: text };
}

/** A price for each period, in each season where `bySeason`: what was priced before keeps its price. */
export function ratesFor(
  charge: DraftCharge,
  {
    seasons,
    periods,
  }: { readonly seasons: readonly string[]; readonly periods: readonly string[] },
): DraftRate[] {
  const before = (season: string | undefined, period: string) =>
    charge.rates?.find(
      (rate) =>
        (rate.touPeriods === undefined || rate.touPeriods.includes(period)) &&
        (rate.seasons === undefined || season === undefined || rate.seasons.includes(season)),
    )?.price ??
    charge.price ??
    charge.tiers?.[0]?.price ??
    "0.25";
  const asked = seasons.length > 1 ? seasons : [undefined];
  return asked.flatMap((season) =>
    periods.map((period) => ({
      ...(season !== undefined && { seasons: [season] }),
      touPeriods: [period],
      price: before(season, period),
    })),
  );
}

/** Without the named fields. */
export function without<T extends object>(item: T, ...fields: readonly string[]): T {
  const kept = Object.entries(item).filter(([name]) => !fields.includes(name));
  return Object.fromEntries(kept) as T;
}
