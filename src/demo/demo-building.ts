import type { Currency } from "#domain/core/money.ts";

/** The facts of the demo that are not the simulator's: where the house stands, and who sins. */
export const DEMO = {
  seed: 2026,
  timeZone: "Europe/Berlin",
  currency: "EUR" as Currency,
  locale: "en-IE",
  /** Months billed before the present one. */
  monthsBilled: 12,
  /** One more month of readings than of bills, so that the first bill has a month before it. */
  monthsRead: 13,
  administrator: { email: "demo@smartpm.example", password: "lighthouse-court" },
  /** Whose electricity passes by the meter, since when, and how much of it. */
  thief: { kind: "shop", index: 7, daysAgo: 3, permille: 950 },
  /** Whose heat meter has been without a plug, since when. */
  unplugged: { kind: "dwelling", index: 4, hoursAgo: 3 },
} as const;

export const ISSUER = {
  name: "Lighthouse Court Property Management",
  title: "Lighthouse Court",
  addressLines: ["Harbour Street 1", "20457 Hamburg"],
  email: "billing@lighthouse-court.example",
  telephone: "+49 40 555 0100",
  taxNumber: "DE 000 000 000",
  paymentInstructions:
    "Please transfer the total to IBAN DE00 0000 0000 0000 0000 00 by the due date, with the bill number as reference.",
} as const;

/** A lighthouse, drawn for bills: dark blue on white, readable at 20 mm. */
export const LOGO_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<rect width="64" height="64" rx="14" fill="#0b4f6c"/>
<path d="M26 22h12l4 30H22z" fill="#fff"/>
<path d="M24.7 32h14.6l.9 7H23.800z" fill="#d1495b"/>
<path d="M27 13h10v9H27z" fill="#ffd166"/>
<path d="M25 13l7-6 7 6z" fill="#fff"/>
<path d="M39 15l14-4v11l-14-4zM25 15L11 11v11l14-4z" fill="#ffd166" opacity=".6"/>
</svg>`;
