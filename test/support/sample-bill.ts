import type { Bill, BillLine } from "#domain/billing/bill.ts";

/**
 * A tenant's bill for October 2026 in Berlin: electricity by periods and tiers through a current
 * transformer, with demand and a fixed charge, cold water and heat, and two tax rates.
 * The amounts are consistent: lines to the net amount, taxes to their bases, both to the total.
 */
export function sampleBill(changes: Partial<Bill> = {}): Bill {
  return {
    number: "B1-2026-000217",
    kind: "regular",
    language: "en",
    locale: "en-GB",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    issuer: {
      title: "Harbour Estate",
      name: "Harbour Estate Management GmbH",
      addressLines: ["Kaistraße 12", "20457 Hamburg"],
      email: "billing@harbour-estate.example",
      telephone: "+49 40 555 0100",
      taxNumber: "DE 000 000 000",
      paymentInstructions:
        "Please transfer the amount to Harbour Estate Management GmbH,\nIBAN DE00 0000 0000 0000 0000 00, BIC XXXXDEXX.",
    },
    recipient: {
      name: "Accounts payable",
      company: "Harbour Bakery",
      addressLines: ["Unit G-03, Ground floor", "Kaistraße 12", "20457 Hamburg"],
      taxNumber: "DE 111 111 111",
    },
    premises: "Unit G-03, Ground floor",
    periodFrom: "2026-10-01",
    periodTo: "2026-11-01",
    issuedOn: "2026-11-02",
    dueOn: "2026-11-16",
    points: [
      {
        servicePointId: 7,
        name: "G-03 electricity",
        commodity: "electricity",
        meterSerialNumber: "EM-2200417",
        unit: "kWh",
        opening: { measuredAt: "2026-09-30T22:00:00Z", value: "18204.31", quality: 1 },
        closing: { measuredAt: "2026-10-31T23:00:00Z", value: "18263.87", quality: 1 },
        multiplier: "40",
        consumption: "2382.40",
        dailyAverage: "76.85",
        estimatedShare: "0",
        tariffName: "Business, day and night",
        tariffVersionIds: [3],
      },
      {
        servicePointId: 8,
        name: "G-03 cold water",
        commodity: "cold-water",
        meterSerialNumber: "WM-0090112",
        unit: "m3",
        opening: { measuredAt: "2026-09-30T22:00:00Z", value: "1204.118", quality: 1 },
        closing: { measuredAt: "2026-10-31T23:00:00Z", value: "1246.730", quality: 2 },
        multiplier: "1",
        consumption: "42.612",
        dailyAverage: "1.37",
        estimatedShare: "0.0125",
        tariffName: "Water and sewage",
        tariffVersionIds: [5],
      },
      {
        servicePointId: 9,
        name: "G-03 heat",
        commodity: "heat",
        meterSerialNumber: "HM-7710056",
        unit: "kWh",
        opening: { measuredAt: "2026-09-30T22:00:00Z", value: "90412", quality: 1 },
        closing: { measuredAt: "2026-10-31T23:00:00Z", value: "91650", quality: 1 },
        multiplier: "1",
        consumption: "1238",
        dailyAverage: "39.94",
        estimatedShare: "0",
        tariffName: "District heat",
        tariffVersionIds: [6],
      },
    ],
    lines: SAMPLE_LINES,
    taxes: [
      { label: "VAT", rate: "19", baseMinor: "94872", amountMinor: "18026" },
      { label: "VAT, reduced", rate: "7", baseMinor: "21304", amountMinor: "1491" },
    ],
    netMinor: "116176",
    taxMinor: "19517",
    totalMinor: "135693",
    history: [
      history(
        "electricity",
        "kWh",
        [2210, 2190, 2305, 2120, 2065, 1980, 1890, 1942, 2010, 2101, 2240, 2382.4],
      ),
      history("cold-water", "m3", [
        38,
        41.2,
        39.9,
        37.4,
        null,
        40.3,
        43.9,
        47.5,
        49.1,
        46.2,
        41.1,
        42.612,
      ]),
      history("heat", "kWh", [2410, 3120, 3305, 2980, 2465, 1480, 690, 210, 180, 205, 540, 1238]),
    ],
    ...changes,
  };
}

function history(
  commodity: "electricity" | "cold-water" | "heat",
  unit: string,
  values: readonly (number | null)[],
) {
  const first = Temporal.PlainYearMonth.from("2025-11");
  return {
    commodity,
    unit,
    months: values.map((value, index) => ({
      month: first.add({ months: index }).toString(),
      consumption: value === null ? null : String(value),
    })),
  };
}

const WHOLE_PERIOD = { from: "2026-09-30T22:00:00Z", to: "2026-10-31T23:00:00Z" };

function line(
  given: Pick<
    BillLine,
    "servicePointId" | "chargeId" | "label" | "quantity" | "unit" | "price" | "amountMinor"
  > &
    Partial<BillLine>,
): BillLine {
  const { quantity, unit, price } = given;
  return {
    kind: "energy",
    ...WHOLE_PERIOD,
    formula: `${quantity} ${unit} × ${price}`,
    estimatedShare: "0",
    ...given,
  };
}

const SAMPLE_LINES: readonly BillLine[] = [
  line({
    servicePointId: 7,
    chargeId: "energy",
    label: "Energy",
    touPeriod: "Day",
    season: "Winter",
    tier: 1,
    quantity: "1000",
    unit: "kWh",
    price: "0.2832",
    amountMinor: "28320",
  }),
  line({
    servicePointId: 7,
    chargeId: "energy",
    label: "Energy",
    touPeriod: "Day",
    season: "Winter",
    tier: 2,
    quantity: "612.4",
    unit: "kWh",
    price: "0.3015",
    amountMinor: "18464",
  }),
  line({
    servicePointId: 7,
    chargeId: "energy",
    label: "Energy",
    touPeriod: "Night",
    season: "Winter",
    quantity: "770",
    unit: "kWh",
    price: "0.2104",
    amountMinor: "16201",
  }),
  line({
    servicePointId: 7,
    kind: "flat-demand",
    chargeId: "demand",
    label: "Highest power",
    quantity: "11.84",
    unit: "kW",
    price: "8.5",
    amountMinor: "10064",
  }),
  line({
    servicePointId: 7,
    kind: "fixed",
    chargeId: "meter",
    label: "Metering and billing",
    quantity: "0.6451612903225806451612903",
    unit: "month",
    price: "14.5",
    amountMinor: "935",
    formula: "14.5 × 20/31",
    to: "2026-10-20T22:00:00Z",
  }),
  line({
    servicePointId: 8,
    chargeId: "water",
    label: "Water",
    quantity: "42.612",
    unit: "m3",
    price: "2.1",
    amountMinor: "8949",
    estimatedShare: "0.0125",
  }),
  line({
    servicePointId: 8,
    chargeId: "sewage",
    label: "Sewage",
    quantity: "42.612",
    unit: "m3",
    price: "2.759",
    amountMinor: "11757",
    estimatedShare: "0.0125",
  }),
  line({
    servicePointId: 8,
    kind: "fixed",
    chargeId: "meter",
    label: "Water meter",
    quantity: "1",
    unit: "month",
    price: "5.98",
    amountMinor: "598",
    formula: "5.98 × 1",
  }),
  line({
    servicePointId: 9,
    chargeId: "heat",
    label: "Heat",
    quantity: "1238",
    unit: "kWh",
    price: "0.1445",
    amountMinor: "17889",
  }),
  line({
    servicePointId: 9,
    kind: "fixed",
    chargeId: "capacity",
    label: "Capacity",
    quantity: "1",
    unit: "month",
    price: "29.99",
    amountMinor: "2999",
    formula: "29.99 × 1",
  }),
];
