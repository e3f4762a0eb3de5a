/** The languages in which bills, their mails and reminders can be written. */
export const BILL_LANGUAGES = ["en", "zh", "de"] as const;
export type BillLanguage = (typeof BILL_LANGUAGES)[number];
