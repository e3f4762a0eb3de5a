import { z } from "zod";
import { BEARERS } from "#domain/balance/borne-use.ts";
import { commodity, dayText, decimalText, id, monthText, reference, unitText } from "./scalars.ts";

const MONTHS_AT_MOST = 24;

const months = {
  from: monthText,
  /** The last month. */
  to: monthText,
};

interface Months {
  readonly from: string;
  readonly to: string;
}
const inOrder = ({ from, to }: Months) => from <= to;
const ORDER = { path: ["to"], error: "must not be before `from`", abort: true };
const notTooMany = ({ from, to }: Months) => monthNumber(to) - monthNumber(from) < MONTHS_AT_MOST;
const MANY = { path: ["to"], error: `at most ${MONTHS_AT_MOST} months at once` };

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
}

export const suppliedQuery = z.object(months).refine(inOrder, ORDER).refine(notTooMany, MANY);

export const suppliedFileQuery = z
  .object({
    ...months,
    /** The sums of months, or what was used and billed to nobody, point by point. */
    of: z.enum(["months", "unbilled"]).default("months"),
    format: z.enum(["csv", "xlsx"]).default("csv"),
  })
  .refine(inOrder, ORDER)
  .refine(notTooMany, MANY);

/** What was supplied of a commodity in a month, and what became of it; all in its unit. */
export const suppliedMonth = z.object({
  site: reference,
  month: monthText,
  commodity,
  unit: unitText.or(z.literal("")),
  /** Null: no balance zone has a supply, or one of its meters is not known. */
  supplied: decimalText.nullable(),
  /** By who bears it; `billed` is what bills in force say. */
  borne: z.object({
    billed: decimalText,
    due: decimalText,
    untariffed: decimalText,
    vacant: decimalText,
    own: decimalText,
    elsewhere: decimalText,
  }),
  /** Of what is billed, what rests on estimated readings. */
  estimated: decimalText,
  /** Counted, and not on the bill of the same days; below zero: billed and not counted. */
  difference: decimalText,
  /** Of all of these, what was counted under no balance zone. */
  outside: decimalText,
  /** Null where a meter of the zones is not known. */
  loss: decimalText.nullable(),
  lossPercent: decimalText.nullable(),
  /** Points of which not everything is known. */
  unknownPoints: z.int(),
});
export type SuppliedMonthOnWire = z.infer<typeof suppliedMonth>;

/** What a point used and nobody was billed for. */
export const unbilledUse = z.object({
  site: reference,
  servicePointId: id,
  point: z.string(),
  meterId: id.nullable(),
  commodity,
  /** `due`: not billed yet; `untariffed`: let without a tariff for it; `vacant`: not let. */
  bearer: z.enum(BEARERS),
  leaseId: id.nullable(),
  tenant: z.string().nullable(),
  from: dayText,
  /** The day after the last. */
  to: dayText,
  unit: unitText.or(z.literal("")),
  /** Null: not known. */
  quantity: decimalText.nullable(),
  complete: z.boolean(),
});
export type UnbilledUseOnWire = z.infer<typeof unbilledUse>;

export const suppliedReport = z.object({
  months: z.array(suppliedMonth),
  unbilled: z.array(unbilledUse),
});
export type SuppliedReportOnWire = z.infer<typeof suppliedReport>;
