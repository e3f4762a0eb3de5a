import type { Bill, BillLine } from "#domain/billing/bill.ts";
import { BILL_LANGUAGES, type BillLanguage } from "#domain/core/bill-language.ts";
import { sampleBill } from "./sample-bill.ts";

/** A bill that tries the paper, by what is hard about it. */
export interface BillCase {
  /** `long-names-de`. */
  readonly name: string;
  readonly bill: Bill;
}

const LONG =
  "Vereinigte Hafenbetriebe und Lagerhausgesellschaft Nordelbe-Kaispeicher-Verwaltungsgenossenschaft mit beschränkter Haftung";
/** Without a place to break. */
const UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const LONG_CHINESE =
  "滨海新区港口物流与仓储综合服务中心第一期标准厂房及配套办公楼二层东侧二零三单元";

const LOCALES: Readonly<Record<BillLanguage, Pick<Bill, "language" | "locale" | "currency">>> = {
  en: { language: "en", locale: "en-GB", currency: "EUR" },
  zh: { language: "zh", locale: "zh-CN", currency: "CNY" },
  de: { language: "de", locale: "de-DE", currency: "EUR" },
};

/** Every case in every language of bills. */
export function billCases(): BillCase[] {
  return BILL_LANGUAGES.flatMap((language) =>
    Object.entries(CASES).map(([name, changes]) => ({
      name: `${name}-${language}`,
      bill: sampleBill({ ...LOCALES[language], ...changes(sampleBill(), language) }),
    })),
  );
}

type Changes = (bill: Bill, language: BillLanguage) => Partial<Bill>;

const CASES: Readonly<Record<string, Changes>> = {
  usual: everything,
  "long-names": (bill, language) => {
    const name = language === "zh" ? LONG_CHINESE : LONG;
    return {
      ...everything(bill),
      issuer: {
        ...everything(bill).issuer,
        title: name,
        name: UNBROKEN,
        addressLines: [name, UNBROKEN],
      },
      recipient: { name, company: UNBROKEN, addressLines: [name, UNBROKEN], taxNumber: name },
      premises: `${name} ${UNBROKEN}`,
      points: bill.points.map((point) => ({
        ...point,
        name: `${name} ${UNBROKEN}`,
        meterSerialNumber: "SN-0123456789012345678901234567890123456789",
        tariffName: name,
      })),
      lines: bill.lines.map((line) => ({ ...line, label: `${name} ${UNBROKEN}`, season: name })),
      taxes: bill.taxes.map((tax) => ({ ...tax, label: `${name} ${UNBROKEN}` })),
    };
  },
  "forty-lines": (bill) => ({ ...everything(bill), lines: fortyLines(bill) }),
  "no-lines": (bill) => ({
    lines: [],
    taxes: [],
    netMinor: "18000",
    taxMinor: "0",
    totalMinor: "18000",
    sharedCosts: sharedCosts(bill),
  }),
  "zero-amounts": (bill) => ({
    points: bill.points.map((point) => ({ ...point, consumption: "0", dailyAverage: "0.00" })),
    lines: bill.lines.map((line) => ({ ...line, quantity: "0", formula: "0", amountMinor: "0" })),
    taxes: [{ label: "VAT", rate: "19", baseMinor: "0", amountMinor: "0" }],
    netMinor: "0",
    taxMinor: "0",
    totalMinor: "0",
  }),
  negative: (bill) => ({
    ...everything(bill),
    lines: bill.lines.map((line) => ({
      ...line,
      quantity: `-${line.quantity}`,
      formula: `−(${line.formula})`,
      amountMinor: `-${line.amountMinor}`,
    })),
    taxes: bill.taxes.map((tax) => ({
      ...tax,
      baseMinor: `-${tax.baseMinor}`,
      amountMinor: `-${tax.amountMinor}`,
    })),
    netMinor: "-116176",
    taxMinor: "-19517",
    totalMinor: "-135693",
    account: { previousMinor: "-250000", receivedMinor: "0", balanceMinor: "-385693" },
  }),
  "three-taxes": (bill) => ({
    ...everything(bill),
    taxes: [
      ...bill.taxes,
      { label: "Electricity tax", rate: "5.11269632", baseMinor: "73984", amountMinor: "3783" },
    ],
    taxMinor: "23300",
    totalMinor: "139476",
  }),
  "large-figures": (bill) => ({
    points: bill.points.map((point) => ({
      ...point,
      opening: { ...point.opening, value: "999999999.999" },
      closing: { ...point.closing, value: "1234567890.123", quality: 2 },
      multiplier: "12000",
      consumption: "281481468148.8",
      dailyAverage: "9080047359.64",
    })),
    lines: bill.lines.map((line) => ({
      ...line,
      quantity: "281481468148.812",
      price: "0.1234567891",
      formula: "281481468148.812 kWh × 0.1234567891",
      amountMinor: "34750798299999",
    })),
    netMinor: "347507982999990",
    taxMinor: "66026516769998",
    totalMinor: "413534499769988",
  }),
};

/** With all that a bill can have. */
function everything(bill: Bill) {
  return {
    issuer: {
      ...bill.issuer,
      bankAccount: {
        holder: "Harbour Estate Management GmbH",
        iban: "DE02120300000000202051",
        bic: "BYLADEM1001",
      },
    },
    account: { previousMinor: "120000", receivedMinor: "120000", balanceMinor: bill.totalMinor },
    sharedCosts: sharedCosts(bill),
    comparisons: bill.points.map(({ commodity, unit, consumption }) => ({
      commodity,
      unit,
      consumption,
      yearBefore: "2210.5",
      peers: { ownPerM2: "210.52", peersPerM2: "198.17", tenants: 9 },
    })),
    emissions: bill.points.map(({ commodity, unit, consumption }) => ({
      commodity,
      unit,
      consumption,
      factor: "0.182",
      source: "Label of the supplier for 2025, as published in October 2026",
      kilograms: "433.6",
    })),
    texts: {
      intro: "Please note our new opening hours.\nThe office is open on Saturdays.",
      "taxes-explained": "The value added tax is what the law asks for. ".repeat(6),
      complaints: "Write to us first, then to the conciliation board.",
      closing: "Thank you.",
    },
  } satisfies Partial<Bill>;
}

function sharedCosts({ periodFrom, periodTo }: Bill): NonNullable<Bill["sharedCosts"]> {
  const part = { partMinor: "90000", weight: "3720", totalWeight: "18600", amountMinor: "18000" };
  return [
    {
      costId: 4,
      label: "Lift and staircase: maintenance by contract, cleaning, light",
      from: periodFrom,
      to: periodTo,
      costMinor: "180000",
      parts: [
        { ...part, key: "area" },
        { ...part, key: "consumption" },
      ],
      amountMinor: "36000",
    },
  ];
}

const LINES = 40;

function fortyLines({ lines }: Bill): BillLine[] {
  return Array.from({ length: LINES }, (_, n) => {
    const line = lines[n % lines.length];
    if (!line) throw new Error("the sample has no lines");
    return { ...line, label: `${line.label} ${n + 1}` };
  });
}
