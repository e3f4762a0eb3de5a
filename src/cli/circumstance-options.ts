import { readFile } from "node:fs/promises";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import type {
  Circumstances,
  EarlierPeak,
  LeaseTerms,
  PriceSeries,
  TimedEvent,
} from "#domain/rating/circumstances.ts";
import { parseSeriesFile } from "#domain/rating/series-file.ts";
import { LEASE_TERMS } from "#domain/tariff/lease-term.ts";
import { errorText, Refusal } from "#platform/refusal.ts";

/** Options that say what tariffs ask for beside a load. */
export const CIRCUMSTANCE_OPTIONS = {
  terms: { type: "string" },
  series: { type: "string", multiple: true },
  event: { type: "string", multiple: true },
  peaks: { type: "string" },
} as const;

export interface CircumstanceValues {
  readonly terms?: string | undefined;
  readonly series?: readonly string[] | undefined;
  readonly event?: readonly string[] | undefined;
  readonly peaks?: string | undefined;
}

/** What is known beside a load, and since when: the contract is as old as the first peak told. */
export interface ReadCircumstances {
  readonly around: Circumstances;
  readonly countsFrom: Temporal.PlainDate;
}

/** Reads them; the terms hold from the first day on. */
export async function readCircumstances(
  { terms, series = [], event = [], peaks }: CircumstanceValues,
  place: { readonly from: Temporal.PlainDate; readonly timeZone: string },
): Promise<ReadCircumstances> {
  const values = termsOption(terms);
  const events = event.map((text) => eventOption(text, place.timeZone));
  const prices: [string, PriceSeries][] = [];
  for (const text of series) prices.push(await readSeries(text, place.timeZone));
  const told = peaksOption(peaks);
  const begins = [...told.map(({ month }) => month), place.from];
  const [countsFrom = place.from] = begins.toSorted(Temporal.PlainDate.compare);
  return {
    around: {
      terms: [{ from: countsFrom, values }],
      series: Object.fromEntries(prices),
      events,
      earlier: { peaks: told },
    },
    countsFrom,
  };
}

/** `2025-11=320,2025-12=410`: the highest demand of months before the load. */
function peaksOption(text: string | undefined): readonly EarlierPeak[] {
  const parts = (text ?? "").split(",").filter((part) => part !== "");
  return parts.map((part) => {
    const [, month = "", written = ""] = /^(\d{4}-(?:0[1-9]|1[0-2]))=(.+)$/.exec(part) ?? [];
    const demand = Decimal.tryParse(written);
    if (month !== "" && demand) return { month: Temporal.PlainDate.from(`${month}-01`), demand };
    throw new Refusal(`--peaks: "${part}" is no month with a demand; write it like 2025-12=410`);
  });
}

/** `area=120,persons=4`; a word that is no term of a lease, or no number, is a Refusal. */
function termsOption(text: string | undefined): LeaseTerms {
  const terms = (text ?? "").split(",").filter((part) => part !== "");
  return Object.fromEntries(
    terms.map((part) => {
      const [name = "", written = ""] = part.split("=");
      const term = LEASE_TERMS.find((known) => known === name);
      const value = Decimal.tryParse(written);
      if (!term) throw new Refusal(`--terms: "${name}" is none of ${LEASE_TERMS.join(", ")}`);
      if (!value) throw new Refusal(`--terms: "${part}" has no number; write it like ${name}=120`);
      return [term, value];
    }),
  );
}

/** `market=prices.csv`. */
async function readSeries(text: string, timeZone: string): Promise<[string, PriceSeries]> {
  const [name = "", ...rest] = text.split("=");
  const path = rest.join("=");
  if (name === "" || path === "") {
    throw new Refusal(
      `--series: "${text}" is no name with a file; write it like market=prices.csv`,
    );
  }
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  });
  const parsed = parseSeriesFile(content, { timeZone });
  if (!parsed.ok) throw new Refusal(`${path}, ${parsed.faults.map(faultText).join("; ")}`);
  return [name, parsed.value];
}

/** `critical-peak=2026-07-10T15:00/2026-07-10T20:00`, local times. */
function eventOption(text: string, timeZone: string): TimedEvent {
  const [, name = "", begin = "", end = ""] = /^([^=]+)=([^/]+)\/(.+)$/.exec(text) ?? [];
  try {
    const [from, to] = [begin, end].map((local) =>
      Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).toInstant(),
    );
    if (from && to && Temporal.Instant.compare(from, to) < 0) return { name, from, to };
  } catch {
    // Said below.
  }
  throw new Refusal(
    `--event: "${text}" is no name with a time; write it like critical-peak=2026-07-10T15:00/2026-07-10T20:00`,
  );
}
