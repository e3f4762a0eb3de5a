import { RATED_LINE_KINDS } from "#domain/rating/rated-line.ts";
import { z } from "zod";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { BILL_EVENTS } from "#domain/billing/bill-event.ts";
import { BILL_ACTIONS } from "#domain/billing/run-state.ts";
import { ALLOCATION_KEYS } from "#domain/sharing/cost-pool.ts";
import {
  commodity,
  dayText,
  decimalText,
  id,
  idInAddress,
  instantText,
  minorText,
  monthText,
  pageFields,
  pageNumber,
  reference,
  unitText,
} from "./scalars.ts";

export const BILLS_ON_A_PAGE = 50;

export const billKind = z.enum(["regular", "final", "credit-note"]);
export const billState = z.enum(["issued", "credited"]);

export const mailState = z.enum(["waiting", "sending", "sent", "failed", "unknown"]);
export type MailState = z.infer<typeof mailState>;

export const billSummary = z.object({
  id,
  number: z.string(),
  kind: billKind,
  state: billState,
  revision: z.int().nonnegative(),
  tenant: reference,
  space: reference,
  leaseId: id,
  periodFrom: dayText,
  /** First day after the billing period. */
  periodTo: dayText,
  issuedAt: instantText,
  dueOn: dayText,
  currency: z.string(),
  netMinor: minorText,
  taxMinor: minorText,
  totalMinor: minorText,
  /** Whether the signed PDF is made. */
  hasDocument: z.boolean(),
  /** Of its mail, the least advanced when there are several; null when it is mailed to nobody. */
  delivery: mailState.nullable(),
});
export type BillSummary = z.infer<typeof billSummary>;

export const billQuery = z.object({
  tenant: idInAddress.optional(),
  /** The month in which the billing period begins. */
  month: monthText.optional(),
  state: billState.optional(),
  page: pageNumber,
});
export type BillQuery = z.infer<typeof billQuery>;

/** Which bills' documents go into one archive. */
export const billArchiveQuery = billQuery.omit({ page: true });

/** Newest first. */
export const billList = z.object({ bills: z.array(billSummary), ...pageFields });
export type BillList = z.infer<typeof billList>;

const billedReading = z
  .object({ measuredAt: instantText, value: decimalText, quality: z.int() })
  .readonly();

const correctedBill = z
  .object({ number: z.string(), issuedOn: dayText, reason: z.string() })
  .readonly();

const billedShare = z
  .object({
    costId: id,
    label: z.string(),
    from: dayText,
    to: dayText,
    costMinor: minorText,
    parts: z
      .array(
        z
          .object({
            key: z.enum(ALLOCATION_KEYS),
            partMinor: minorText,
            weight: decimalText,
            totalWeight: decimalText,
            amountMinor: minorText,
          })
          .readonly(),
      )
      .readonly(),
    amountMinor: minorText,
    taxRate: decimalText.exactOptional(),
    taxLabel: z.string().exactOptional(),
  })
  .readonly();

const accountOnBill = z
  .object({ previousMinor: minorText, receivedMinor: minorText, balanceMinor: minorText })
  .readonly();

/** domain/billing/bill.ts on the wire. */
export const billContent = z
  .object({
    number: z.string(),
    kind: billKind,
    language: z.enum(BILL_LANGUAGES),
    locale: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    issuer: z
      .object({
        title: z.string(),
        name: z.string(),
        addressLines: z.array(z.string()).readonly(),
        email: z.string(),
        telephone: z.string(),
        taxNumber: z.string(),
        paymentInstructions: z.string(),
        bankAccount: z
          .object({ holder: z.string(), iban: z.string(), bic: z.string() })
          .readonly()
          .exactOptional(),
      })
      .readonly(),
    recipient: z
      .object({
        name: z.string(),
        company: z.string(),
        addressLines: z.array(z.string()).readonly(),
        taxNumber: z.string(),
      })
      .readonly(),
    premises: z.string(),
    periodFrom: dayText,
    periodTo: dayText,
    issuedOn: dayText,
    dueOn: dayText,
    points: z
      .array(
        z
          .object({
            servicePointId: id,
            name: z.string(),
            commodity,
            meterSerialNumber: z.string(),
            unit: unitText,
            opening: billedReading,
            closing: billedReading,
            multiplier: z.string(),
            consumption: decimalText,
            dailyAverage: decimalText,
            estimatedShare: decimalText,
            tariffName: z.string(),
            tariffVersionIds: z.array(id).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    lines: z
      .array(
        z
          .object({
            servicePointId: id,
            kind: z.enum(RATED_LINE_KINDS),
            chargeId: z.string(),
            label: z.string(),
            touPeriod: z.string().exactOptional(),
            season: z.string().exactOptional(),
            tier: z.int().exactOptional(),
            from: z.string(),
            to: z.string(),
            quantity: decimalText,
            unit: unitText,
            price: decimalText,
            formula: z.string(),
            amountMinor: minorText,
            estimatedShare: decimalText,
          })
          .readonly(),
      )
      .readonly(),
    taxes: z
      .array(
        z
          .object({
            label: z.string(),
            rate: decimalText,
            baseMinor: minorText,
            amountMinor: minorText,
            containedInMinor: minorText.optional(),
          })
          .readonly(),
      )
      .readonly(),
    netMinor: minorText,
    taxMinor: minorText,
    totalMinor: minorText,
    history: z
      .array(
        z
          .object({
            commodity,
            unit: unitText,
            months: z
              .array(z.object({ month: monthText, consumption: decimalText.nullable() }).readonly())
              .readonly(),
          })
          .readonly(),
      )
      .readonly(),
    sharedCosts: z.array(billedShare).readonly().exactOptional(),
    corrects: correctedBill.exactOptional(),
    account: accountOnBill.exactOptional(),
    texts: z.record(z.string(), z.string()).exactOptional(),
  })
  .readonly();

/** One thing that happened to a bill. */
export const billEvent = z.object({
  at: instantText,
  kind: z.enum(BILL_EVENTS),
  /** A recipient, a number; empty where there is none. */
  detail: z.string(),
  /** Of a payment. */
  amountMinor: minorText.nullable(),
  /** Another bill that it is about. */
  billId: id.nullable(),
});
export type BillEvent = z.infer<typeof billEvent>;

/** What became of one mail with the bill. */
export const billMail = z.object({
  id,
  recipient: z.string(),
  state: mailState,
  createdAt: instantText,
  sentAt: instantText.nullable(),
  lastError: z.string().nullable(),
});

export const bill = z.object({
  ...billSummary.shape,
  content: billContent,
  contentSha256: z.string(),
  documentSha256: z.string().nullable(),
  mails: z.array(billMail),
  /** Whether the evidence file is made. */
  hasEvidence: z.boolean(),
  /** What is not paid yet. */
  openMinor: minorText,
  /** What may be done with it. */
  availableActions: z.array(z.enum(BILL_ACTIONS)),
  /** What happened to it, oldest first. */
  events: z.array(billEvent),
});
export type BillDetails = z.infer<typeof bill>;
