import { Decimal } from "#domain/core/decimal.ts";
import {
  CONTRACT_READINGS,
  DEMAND_AVERAGINGS,
  EVENT_WINDOWS,
  type DemandCharge,
  type DemandContract,
  type DemandMeasure,
  type Ratchet,
} from "./demand-charge.ts";
import {
  identifier,
  listOf,
  notNegative,
  oneOf,
  optional,
  record,
  refuse,
  required,
  truth,
  wholeNumber,
  type Place,
  type RecordOf,
} from "./document-reader.ts";
import { within } from "./parse-calendar.ts";
import { common, prorationOf, type ChargeSurroundings } from "./parse-charge-parts.ts";
import { priceFields, resolvePrices } from "./parse-rates.ts";
import type { Rate } from "./tariff-rate.ts";
import { PRORATIONS } from "./charge-recurrence.ts";

/** Peaks of a month: more than a day has hours would be no peaks. */
const HIGHEST_AT_MOST = 24;
const MONTHS_AT_MOST = 36;

const ratchetFields = {
  percent: required(notNegative),
  months: required(wholeNumber(1, MONTHS_AT_MOST)),
  ofMonths: optional(listOf(wholeNumber(1, 12), 1)),
};
const contractFields = {
  reading: optional(oneOf(CONTRACT_READINGS)),
  leastPercent: optional(notNegative),
  freePercent: optional(notNegative),
  beyondFactor: optional(notNegative),
  leastPercentOfTransformer: optional(notNegative),
};
const measureFields = {
  meanOfHighest: optional(
    record({
      count: required(wholeNumber(2, HIGHEST_AT_MOST)),
      onDifferentDays: optional(truth),
    }),
  ),
  meanOfMonths: optional(
    record({
      count: required(wholeNumber(2, MONTHS_AT_MOST)),
      leastOfMonth: optional(notNegative),
    }),
  ),
  atEvents: optional(
    record({ name: required(identifier), within: optional(oneOf(EVENT_WINDOWS)) }),
  ),
};

/** Reads a demand charge as written; its references are resolved by `parseDemandCharge`. */
export const readDemand = record({
  ...common,
  ...priceFields,
  unit: optional(oneOf(["kW", "kVA"])),
  intervalMinutes: optional(wholeNumber(1, 1440)),
  averaging: optional(oneOf(DEMAND_AVERAGINGS)),
  stepMinutes: optional(wholeNumber(1, 1440)),
  ...measureFields,
  least: optional(notNegative),
  ratchet: optional(record(ratchetFields)),
  contract: optional(record(contractFields)),
  per: optional(oneOf(["month", "year"])),
  prorate: optional(oneOf(PRORATIONS)),
});
type WrittenDemand = NonNullable<ReturnType<typeof readDemand>>;

/** Reads a demand charge. */
export function parseDemandCharge(
  place: Place,
  surroundings: ChargeSurroundings,
): DemandCharge | undefined {
  const written = readDemand(place);
  if (!written) return undefined;
  const prices = resolvePrices(place, written, surroundings.calendars);
  if (surroundings.commodity !== "electricity") {
    return refuse(
      place,
      `asks for kW of ${surroundings.commodity}`,
      "charge demand for electricity only",
    );
  }
  if (!prices) return undefined;
  const { id, label, unit = "kW", intervalMinutes, averaging = "block", per = "month" } = written;
  const prorate = prorationOf(place, per, written.prorate);
  const measure = measureOf(place, written);
  if (!refuseAveraging(place, written) || !prorate || !measure) return undefined;
  const contract = written.contract && contractOf(written.contract);
  if (contract && !fitsContract(place, contract, prices.rates)) return undefined;
  return {
    kind: "demand",
    id,
    label,
    ...prices,
    unit,
    intervalMinutes,
    averaging,
    stepMinutes: written.stepMinutes,
    measure,
    least: written.least,
    ratchet: written.ratchet && ratchetOf(written.ratchet),
    contract,
    per,
    prorate,
  };
}

/** Reports minutes that make no rolling average; true where they make one, or none is asked for. */
function refuseAveraging(place: Place, written: WrittenDemand): boolean {
  const { averaging, intervalMinutes, stepMinutes } = written;
  if (averaging === "rolling" && intervalMinutes === undefined) {
    const remedy = "say over how many minutes a rolling average goes";
    refuse(within(place, "intervalMinutes"), "is missing", remedy);
    return false;
  }
  if (stepMinutes === undefined) return true;
  const at = within(place, "stepMinutes");
  if (averaging !== "rolling") {
    refuse(at, "stands without a rolling average", 'leave it out, or write "averaging": "rolling"');
    return false;
  }
  if ((intervalMinutes ?? 0) % stepMinutes === 0) return true;
  refuse(
    at,
    `is ${stepMinutes}`,
    `write minutes that divide the ${intervalMinutes} of an interval`,
  );
  return false;
}

function measureOf(place: Place, written: WrittenDemand): DemandMeasure | undefined {
  const { meanOfHighest, meanOfMonths, atEvents } = written;
  const ways = ["meanOfHighest", "meanOfMonths", "atEvents"] as const;
  const [first, second] = ways.filter((way) => written[way] !== undefined);
  if (second !== undefined) {
    return refuse(within(place, second), `stands beside "${first}"`, "write one of them");
  }
  if (meanOfHighest) {
    const { count, onDifferentDays = false } = meanOfHighest;
    if (written.averaging !== "rolling") return { kind: "mean-of-highest", count, onDifferentDays };
    const message = "stands with a rolling average, whose neighbours hold one peak twice";
    return refuse(within(place, "meanOfHighest"), message, 'write "averaging": "block"');
  }
  if (meanOfMonths) {
    const { count, leastOfMonth = Decimal.ZERO } = meanOfMonths;
    return { kind: "mean-of-months", count, leastOfMonth };
  }
  if (!atEvents) return { kind: "highest" };
  if (written.unit === "kVA" || written.rates) {
    const message = "stands with kVA or with rates for parts of time";
    return refuse(within(place, "atEvents"), message, "charge kW at one price");
  }
  return { kind: "at-events", events: atEvents.name, within: atEvents.within ?? "month" };
}

function ratchetOf({ percent, months, ofMonths }: RecordOf<typeof ratchetFields>): Ratchet {
  return { percent, months, ofMonths: ofMonths && new Set(ofMonths) };
}

const HUNDRED = Decimal.of(100);
/** China, 发改办价格〔2016〕1583号: 105 % of the contract is free, beyond it the price is doubled. */
const CHINESE_FREE_PERCENT = Decimal.of(105);
const DOUBLE = Decimal.of(2);

function contractOf(written: RecordOf<typeof contractFields>): DemandContract {
  return {
    reading: written.reading ?? "B",
    leastPercent: written.leastPercent ?? HUNDRED,
    freePercent: written.freePercent ?? CHINESE_FREE_PERCENT,
    beyondFactor: written.beyondFactor ?? DOUBLE,
    leastPercentOfTransformer: written.leastPercentOfTransformer,
  };
}

function fitsContract(place: Place, contract: DemandContract, rates: readonly Rate[]): boolean {
  if (rates.some(({ tiers }) => tiers.length > 1)) {
    refuse(within(place, "contract"), "stands with tiers", 'write one "price" for each rate');
    return false;
  }
  const { leastPercent, freePercent } = contract;
  if (HUNDRED.lessThan(leastPercent)) {
    const at = within(place, "contract.leastPercent");
    refuse(at, `is ${leastPercent}`, "write at most 100: the whole contract");
    return false;
  }
  if (!freePercent.lessThan(HUNDRED)) return true;
  const at = within(place, "contract.freePercent");
  refuse(at, `is ${freePercent}`, "write 100, where nothing above the contract is free, or more");
  return false;
}
