import { z } from "zod";
import { REPORT_GROUPS } from "#domain/billing/report-group.ts";
import { commodity, dayText, decimalText, id, minorText, monthText, unitText } from "./scalars.ts";

const months = {
  /** The first month; a bill counts in that of its last billed day. */
  from: monthText,
  /** The last month. */
  to: monthText,
  by: z.enum(REPORT_GROUPS).default("month"),
};
const inOrder = ({ from, to }: { readonly from: string; readonly to: string }) => from <= to;
const ORDER = { path: ["to"], error: "must not be before `from`" };

export const reportQuery = z.object(months).refine(inOrder, ORDER);

export const reportFileQuery = z
  .object({ ...months, format: z.enum(["csv", "xlsx"]).default("csv") })
  .refine(inOrder, ORDER);

/** What a group has used of one commodity, as it was billed. */
const reportUse = z.object({
  commodity,
  unit: unitText,
  quantity: decimalText,
  /** Of the quantity, what rests on estimated readings. */
  estimated: decimalText,
  /** Kilograms of CO2 that it set free; null: a factor is not known. */
  co2Kg: decimalText.nullable(),
});

/** What was billed of one group. */
export const reportRow = z.object({
  key: z.string(),
  /** `2026-11`, a name, a commodity; empty by commodity or tariff: shared costs. */
  name: z.string(),
  currency: z.string(),
  bills: z.int(),
  /** Without taxes on top; by commodity or tariff with those that prices contain. */
  netMinor: minorText,
  /** Null by commodity and tariff: a tax is levied on a bill. */
  taxMinor: minorText.nullable(),
  totalMinor: minorText.nullable(),
  used: z.array(reportUse),
});
export type BillingReportRow = z.infer<typeof reportRow>;

export const billingReport = z.object({
  rows: z.array(reportRow),
  /** All bills together, by currency. */
  totals: z.array(
    z.object({
      currency: z.string(),
      bills: z.int(),
      netMinor: minorText,
      taxMinor: minorText,
      totalMinor: minorText,
    }),
  ),
});

/** Days that are over and on no bill in force. */
export const unbilledLease = z.object({
  leaseId: id,
  tenant: z.string(),
  space: z.string(),
  site: z.string(),
  /** The first of them. */
  since: dayText,
  days: z.int(),
});
export type UnbilledLease = z.infer<typeof unbilledLease>;

export const unbilledReport = z.object({ leases: z.array(unbilledLease) });
