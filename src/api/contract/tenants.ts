import { z } from "zod";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { BILLING_CYCLES } from "#domain/tenancy/billing-cycle.ts";
import { billSummary } from "./bills.ts";
import {
  commodity,
  dayAsked,
  dayText,
  decimalText,
  id,
  lineAsked,
  linesAsked,
  minorText,
  noteAsked,
  optionalEmail,
  reference,
} from "./scalars.ts";

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

/** A person of a tenant to speak to. */
export const contactPerson = z.object({
  name: z.string(),
  position: z.string(),
  email: z.string(),
  telephone: z.string(),
});
export type ContactPerson = z.infer<typeof contactPerson>;

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
  depositMinor: minorText,
  /** First day that is on no bill in force; what lies before cannot be changed any more. */
  unbilledFrom: dayText,
  points: z.array(leasedPoint),
});
export type Lease = z.infer<typeof lease>;

export const tenant = z.object({
  ...tenantFields,
  addressLines: z.array(z.string()),
  emails: z.array(z.string()),
  telephones: z.array(z.string()),
  contacts: z.array(contactPerson),
  /** What the staff should know; empty for the tenant itself. */
  note: z.string(),
  /** Whether its personal data was erased. */
  erased: z.boolean(),
  taxNumber: z.string(),
  language: z.enum(BILL_LANGUAGES),
  /** Newest first. */
  leases: z.array(lease),
  /** The newest bills, at most BILLS_ON_A_PAGE; the rest by GET /bills?tenant=. */
  bills: z.array(billSummary),
});
export type Tenant = z.infer<typeof tenant>;

/** What each lease would be charged if its billing period had ended today; nothing of it is billed. */
export const costsSoFar = z.object({
  leases: z.array(
    z.object({
      leaseId: id,
      space: z.string(),
      currency: z.string(),
      /** The days of the billing period that are on no bill yet. */
      periodFrom: dayText,
      periodTo: dayText,
      /** The first day that is not over. */
      until: dayText,
      /** Null where it cannot be priced yet: the faults say why. */
      totalMinor: minorText.nullable(),
      /** The whole period at the rate of the days so far. */
      expectedMinor: minorText.nullable(),
      points: z.array(
        z.object({
          servicePointId: id,
          name: z.string(),
          commodity,
          unit: z.string(),
          consumption: decimalText,
          dailyAverage: decimalText,
          /** Of the lines, without tax. */
          netMinor: minorText,
        }),
      ),
      faults: z.array(z.string()),
    }),
  ),
});
export type CostsSoFar = z.infer<typeof costsSoFar>;

const emailAsked = z.email("an e-mail address, like name@example.org").max(254);
const ADDRESSES_AT_MOST = 20;

/** A tenant as a person enters it. */
export const tenantAsked = z.object({
  siteId: id,
  name: lineAsked(200).min(1, "must not be empty"),
  company: lineAsked(200),
  addressLines: linesAsked,
  emails: z.array(emailAsked).max(ADDRESSES_AT_MOST),
  telephones: z.array(lineAsked(60)).max(ADDRESSES_AT_MOST),
  contacts: z
    .array(
      z.object({
        name: lineAsked(200).min(1, "must not be empty"),
        position: lineAsked(200),
        email: optionalEmail,
        telephone: lineAsked(60),
      }),
    )
    .max(ADDRESSES_AT_MOST),
  note: noteAsked(2000),
  taxNumber: lineAsked(60),
  language: z.enum(BILL_LANGUAGES),
});
export type TenantAsked = z.infer<typeof tenantAsked>;

/** Everything that is stored about a tenant, as it may ask for by the GDPR, article 15. */
export const personalData = z.object({
  exportedAt: z.iso.datetime(),
  tenant: z.record(z.string(), z.unknown()),
  leases: z.array(z.record(z.string(), z.unknown())),
  bills: z.array(z.record(z.string(), z.unknown())),
  mails: z.array(z.record(z.string(), z.unknown())),
  users: z.array(z.record(z.string(), z.unknown())),
});

/** How a lease is billed. */
const termsAsked = {
  cycle: billingCycle,
  billsNeedApproval: z.boolean(),
  dueDays: z.int().min(0).max(120),
  depositMinor: minorText.refine((text) => !text.startsWith("-"), "must not be below zero"),
};

const pointsAsked = z
  .array(z.object({ servicePointId: id, tariffId: id }))
  .refine(
    (points) => new Set(points.map((point) => point.servicePointId)).size === points.length,
    "each service point once",
  );

/** What a meter showed on the day somebody moved: the register at that local midnight. */
const registersAsked = z.array(z.object({ channelId: id, value: decimalText })).max(100);

/** A lease, with what the registers showed where no reading of that day is known. */
export const leaseAsked = z
  .object({
    tenantId: id,
    spaceId: id,
    startsOn: dayAsked,
    endsOn: dayAsked.nullable(),
    ...termsAsked,
    points: pointsAsked,
    registers: registersAsked,
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || endsOn > startsOn, {
    path: ["endsOn"],
    message: "must be after the first day",
  });
export type LeaseAsked = z.infer<typeof leaseAsked>;

export const leaseTermsAsked = z.object(termsAsked);
export type LeaseTermsAsked = z.infer<typeof leaseTermsAsked>;

/** From a day on, a point of the lease is priced by another tariff, or a new point is paid. */
export const leasedPointAsked = z.object({
  servicePointId: id,
  /** Null: the lease no longer pays the point. */
  tariffId: id.nullable(),
  from: dayAsked,
});
export type LeasedPointAsked = z.infer<typeof leasedPointAsked>;

/** Moving out: the first day no longer let, with the registers; null takes the end back. */
export const leaseEndAsked = z.object({ endsOn: dayAsked.nullable(), registers: registersAsked });
export type LeaseEndAsked = z.infer<typeof leaseEndAsked>;

/** One change of a lease, out of the audit. */
export const leaseChange = z.object({
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  after: z.unknown(),
});
export const leaseHistory = z.object({ changes: z.array(leaseChange) });
export type LeaseHistory = z.infer<typeof leaseHistory>;

/** What the registers of service points showed at a local midnight. */
export const registersQuery = z.object({
  day: dayAsked,
  /** Ids, separated by commas. */
  points: z.string().regex(/^\d{1,9}(,\d{1,9}){0,99}$/, "ids separated by commas"),
});
export const registersAt = z.object({
  registers: z.array(
    z.object({
      channelId: id,
      servicePointId: id,
      pointName: z.string(),
      commodity,
      unit: z.string(),
      /** One count of the stored register in the unit. */
      resolution: decimalText,
      /** The newest reading at or before that midnight; null when none is known. */
      known: z
        .object({ value: decimalText, measuredAt: z.iso.datetime(), atMidnight: z.boolean() })
        .nullable(),
    }),
  ),
});
export type RegistersAt = z.infer<typeof registersAt>;
