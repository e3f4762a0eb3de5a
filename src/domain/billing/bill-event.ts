/** What can happen to a bill, from its issue on. */
export const BILL_EVENTS = [
  "issued",
  "document-made",
  "mail-waiting",
  "mail-sending",
  "mail-sent",
  "mail-failed",
  "mail-unknown",
  "paid",
  "reminded",
  "credited",
  "replaced",
] as const;
export type BillEventKind = (typeof BILL_EVENTS)[number];
