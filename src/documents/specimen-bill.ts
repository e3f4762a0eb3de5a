import type { Bill, BillIssuer } from "#domain/billing/bill.ts";

/** Where a specimen is made for. */
export interface SpecimenPlace {
  readonly issuer: BillIssuer;
  readonly locale: string;
  readonly currency: string;
  readonly timeZone: string;
}

const MONTHS = 13;
const FIRST_MONTH = "2025-01";
const FROM = "2026-01-01T00:00:00Z";
const TO = "2026-02-01T00:00:00Z";

/** A made-up bill for a site that has none yet, to see a look by. Its sums are right. */
export function specimenBill({ issuer, locale, currency, timeZone }: SpecimenPlace): Bill {
  return {
    number: "B0-2026-000000",
    kind: "regular",
    language: "en",
    locale,
    currency,
    timeZone,
    issuer,
    recipient: {
      name: "Specimen",
      company: "Specimen Ltd",
      addressLines: ["1 Specimen Street"],
      taxNumber: "",
    },
    premises: "1.01",
    periodFrom: "2026-01-01",
    periodTo: "2026-02-01",
    issuedOn: "2026-02-01",
    dueOn: "2026-02-15",
    points: [
      {
        servicePointId: 1,
        name: "1.01",
        commodity: "electricity",
        meterSerialNumber: "SPECIMEN-1",
        unit: "kWh",
        opening: { measuredAt: FROM, value: "1000.00", quality: 1 },
        closing: { measuredAt: TO, value: "1310.00", quality: 1 },
        multiplier: "1",
        consumption: "310.00",
        dailyAverage: "10.00",
        estimatedShare: "0",
        tariffName: "Specimen",
        tariffVersionIds: [1],
      },
    ],
    lines: [
      {
        servicePointId: 1,
        kind: "energy",
        chargeId: "energy",
        label: "kWh",
        from: FROM,
        to: TO,
        quantity: "310",
        unit: "kWh",
        price: "0.20",
        formula: "310 kWh × 0.20",
        amountMinor: "6200",
        estimatedShare: "0",
      },
    ],
    taxes: [{ label: "", rate: "10", baseMinor: "6200", amountMinor: "620" }],
    netMinor: "6200",
    taxMinor: "620",
    totalMinor: "6820",
    history: [{ commodity: "electricity", unit: "kWh", months: specimenMonths() }],
    comparisons: [{ commodity: "electricity", unit: "kWh", consumption: "310", yearBefore: "280" }],
  };
}

function specimenMonths() {
  const first = Temporal.PlainYearMonth.from(FIRST_MONTH);
  return Array.from({ length: MONTHS }, (_, n) => ({
    month: first.add({ months: n }).toString(),
    consumption: String(280 + ((n * 37) % 60)),
  }));
}
