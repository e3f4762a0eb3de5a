import { z } from "zod";
import { BILL_LANGUAGES } from "#domain/core/bill-language.ts";
import { mailState } from "./bills.ts";
import { id, instantText, monthText } from "./scalars.ts";

const RECIPIENTS_AT_MOST = 20;
const LAST_DAY = 28;

const DAY = `a day from 1 to ${LAST_DAY}`;
const language = z.enum(BILL_LANGUAGES);

/** How the report of a site's months is sent by itself. */
const schedule = {
  enabled: z.boolean(),
  /** Local day of the month on which the report of the month before is sent. */
  sendDay: z.int().min(1, DAY).max(LAST_DAY, DAY),
  language,
  recipients: z
    .array(z.email("an e-mail address, like name@example.org").max(254))
    .max(RECIPIENTS_AT_MOST, `at most ${RECIPIENTS_AT_MOST} addresses`),
};

export const monthlyReportAsked = z
  .object(schedule)
  .refine(({ enabled, recipients }) => !enabled || recipients.length > 0, {
    path: ["recipients"],
    error: "somebody must get it",
  });

export const monthlyReportSettings = z.object({
  enabled: z.boolean(),
  sendDay: z.int(),
  language,
  recipients: z.array(z.string()),
  /** The newest that were sent, the newest first. */
  sent: z.array(
    z.object({
      id,
      month: monthText,
      /** Sent by hand to whoever asked. */
      trial: z.boolean(),
      madeAt: instantText,
      mails: z.array(z.object({ recipient: z.string(), state: mailState })),
    }),
  ),
});
export type MonthlyReportSettings = z.infer<typeof monthlyReportSettings>;

/** Which report: that of a month in a language. */
export const monthlyReportChosen = z.object({ month: monthText, language });

export const monthlyReportPicture = z.object({
  /** All pages as one drawing. */
  svg: z.string(),
});

export const monthlyReportSent = z.object({
  /** To whom it is on its way. */
  recipient: z.string(),
});
