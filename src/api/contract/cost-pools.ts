import { z } from "zod";
import { ALLOCATION_KEYS, TIME_RULES, VACANCY_RULES } from "#domain/sharing/cost-pool.ts";
import {
  commodity,
  dayAsked,
  dayText,
  decimalText,
  id,
  lineAsked,
  minorText,
  reference,
} from "./scalars.ts";

const NAME_AT_MOST = 100;
const PARTS_AT_MOST = 4;
const UNITS_AT_MOST = 5_000;

export const costSource = z.enum(["meter", "amount", "invoice"]);

const keyPart = z.object({ key: z.enum(ALLOCATION_KEYS), percent: decimalText });

/** A cost that is divided over units, with what was divided so far. */
export const costPool = z.object({
  id,
  siteId: id,
  name: z.string(),
  source: costSource,
  /** The common meter, by the name of its point, and its tariff. */
  metered: z.object({ point: z.string(), tariff: z.string() }).nullable(),
  monthlyMinor: minorText.nullable(),
  parts: z.array(keyPart),
  vacancy: z.enum(VACANCY_RULES),
  time: z.enum(TIME_RULES),
  commodity: commodity.nullable(),
  taxRate: decimalText.nullable(),
  startsOn: dayText,
  endsOn: dayText.nullable(),
  units: z.array(z.object({ ...reference.shape, fixedShare: decimalText })),
  /** Divided so far, newest first. */
  costs: z.array(
    z.object({
      id,
      from: dayText,
      to: dayText,
      description: z.string(),
      amountMinor: minorText,
      /** What the owner bears of it. */
      ownerMinor: minorText,
      billedMinor: minorText,
    }),
  ),
});
export type CostPoolOnWire = z.infer<typeof costPool>;

export const costPoolList = z.object({ pools: z.array(costPool) });

const unitsAsked = z
  .array(z.object({ spaceId: id, fixedShare: decimalText.default("1") }))
  .max(UNITS_AT_MOST);

/** What of a cost can be changed: it holds for what is divided from then on. */
export const costPoolChange = z.object({
  name: lineAsked(NAME_AT_MOST).min(1, "give it a name: it stands on the bills"),
  /** In the currency, without tax; of a cost that is the same every month. */
  monthlyAmount: decimalText.optional(),
  parts: z.array(keyPart).min(1).max(PARTS_AT_MOST).refine(isWhole, "must sum to 100 percent"),
  vacancy: z.enum(VACANCY_RULES),
  /** In percent; null: no tax. */
  taxRate: decimalText.nullable(),
  /** The first day that it is no longer divided for; null: it goes on. */
  endsOn: dayAsked.nullable(),
  units: unitsAsked.min(1, "choose who takes part"),
  /** Whose use counts, of a cost that is divided by use; it stays where it is left out. */
  commodity: commodity.optional(),
});

/** Told where a cost is divided by use and nobody said of what: kWh and cubic metres have no sum. */
export const USE_OF_WHAT = "choose the utility whose use counts";

/** Whether it is known whose use counts, where use counts. */
export function hasUse(parts: readonly { readonly key: string }[], kind: unknown): boolean {
  return Boolean(kind) || parts.every(({ key }) => key !== "consumption");
}

function isWhole(parts: readonly { readonly percent: string }[]): boolean {
  return parts.reduce((sum, { percent }) => sum + Number(percent), 0) === 100;
}

export const costPoolAsked = z
  .object({
    siteId: id,
    name: lineAsked(NAME_AT_MOST).min(1, "give it a name: it stands on the bills"),
    source: costSource,
    /** Of a common meter. */
    servicePointId: id.optional(),
    tariffId: id.optional(),
    /** In the currency, without tax. */
    monthlyAmount: decimalText.optional(),
    parts: z.array(keyPart).min(1).max(PARTS_AT_MOST),
    vacancy: z.enum(VACANCY_RULES).default("owner"),
    time: z.enum(TIME_RULES).default("days"),
    /** Whose use counts where it is divided by use; of a common meter what it measures. */
    commodity: commodity.optional(),
    /** In percent. */
    taxRate: decimalText.optional(),
    startsOn: dayAsked,
    /** All let units of the site where it is left out. */
    units: unitsAsked.optional(),
  })
  .refine(({ parts }) => isWhole(parts), {
    path: ["parts"],
    message: "must sum to 100 percent",
  })
  .refine(
    ({ source, servicePointId, tariffId }) =>
      (source === "meter") === (servicePointId !== undefined && tariffId !== undefined),
    { path: ["servicePointId"], message: "a common meter and its tariff belong together" },
  )
  .refine(({ source, monthlyAmount }) => (source === "amount") === (monthlyAmount !== undefined), {
    path: ["monthlyAmount"],
    message: "say how much it is a month, without tax",
  })
  .refine(({ source, parts, commodity: kind }) => source === "meter" || hasUse(parts, kind), {
    path: ["commodity"],
    message: USE_OF_WHAT,
  });

/** A supplier's invoice that is divided at once. */
export const invoiceAsked = z
  .object({
    from: dayAsked,
    /** First day that it is no longer for. */
    to: dayAsked,
    /** In the currency, without tax; below zero for a refund. */
    amount: decimalText,
    description: lineAsked(NAME_AT_MOST).default(""),
    invoiceNumber: lineAsked(NAME_AT_MOST).default(""),
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must be after from" });
