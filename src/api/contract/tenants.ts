import { z } from "zod";
import { BILLING_CYCLES } from "#domain/tenancy/billing-cycle.ts";
import { billSummary } from "./bills.ts";
import { commodity, dayText, decimalText, id, minorText, reference } from "./scalars.ts";

/** By its leases: current occupies a unit today, future will, past did, none never had one. */
export const tenantState = z.enum(["current", "future", "past", "none"]);
export type TenantState = z.infer<typeof tenantState>;

const tenantFields = {
  id,
  siteId: id,
  name: z.string(),
  company: z.string(),
  state: tenantState,
};

export const tenantSummary = z.object({
  ...tenantFields,
  /** The units let today; else those of the newest lease. */
  spaces: z.array(reference),
  leaseFrom: dayText.nullable(),
  /** First day no longer let; null while it is open. */
  leaseTo: dayText.nullable(),
  commodities: z.array(commodity),
  lastBill: z
    .object({
      id,
      number: z.string(),
      periodFrom: dayText,
      periodTo: dayText,
      totalMinor: minorText,
      currency: z.string(),
    })
    .nullable(),
});
export type TenantSummary = z.infer<typeof tenantSummary>;

export const tenantList = z.object({ tenants: z.array(tenantSummary) });
export type TenantList = z.infer<typeof tenantList>;

const DAY_OF_MONTH_AT_MOST = 31;
const RUN_AFTER_DAYS_AT_MOST = 60;

/** How often a lease is billed: domain/tenancy/billing-cycle.ts on the wire, and in a request. */
export const billingCycle = z
  .object({
    every: z.enum(BILLING_CYCLES),
    startDay: z.int().min(1).max(DAY_OF_MONTH_AT_MOST),
    startMonth: z.int().min(1).max(12),
    runAfterDays: z.int().min(0).max(RUN_AFTER_DAYS_AT_MOST),
  })
  .refine((cycle) => cycle.every !== "weekly" || cycle.startDay <= 7, {
    path: ["startDay"],
    message: "must be a day of the week, 1 for Monday to 7",
  });
export type BillingCycle = z.infer<typeof billingCycle>;

/** A service point of a lease with the tariff that prices it. */
export const leasedPoint = z.object({
  id,
  name: z.string(),
  commodity,
  meter: z.object({ id, serialNumber: z.string() }).nullable(),
  tariff: reference,
  /** The lease pays this point by this tariff from this local day */
  startsOn: dayText,
  /** until the day before this one; null while it is open. */
  endsOn: dayText.nullable(),
});

export const lease = z.object({
  id,
  space: z.object({ id, name: z.string(), areaM2: decimalText }),
  startsOn: dayText,
  /** First day no longer let; null while it is open. */
  endsOn: dayText.nullable(),
  cycle: billingCycle,
  /** Whether scheduled bills wait for a person to approve them. */
  billsNeedApproval: z.boolean(),
  dueDays: z.int(),
  points: z.array(leasedPoint),
});
export type Lease = z.infer<typeof lease>;

export const tenant = z.object({
  ...tenantFields,
  addressLines: z.array(z.string()),
  emails: z.array(z.string()),
  telephone: z.string(),
  taxNumber: z.string(),
  language: z.enum(["en", "zh"]),
  /** Newest first. */
  leases: z.array(lease),
  /** The newest bills, at most BILLS_ON_A_PAGE; the rest by GET /bills?tenant=. */
  bills: z.array(billSummary),
});
export type Tenant = z.infer<typeof tenant>;
