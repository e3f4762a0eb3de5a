import { BILL_LANGUAGES, type BillLanguage } from "#domain/core/bill-language.ts";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { TariffId } from "#domain/core/id.ts";
import { minorDigits, toMinor } from "#domain/core/money.ts";
import type { Site } from "#storage/sites.ts";

/** The column in which a list says by which tariff a utility is billed. */
export const COLUMN_OF_COMMODITY = {
  electricity: "Electricity",
  gas: "Gas",
  "cold-water": "Cold water",
  "hot-water": "Hot water",
  heat: "Heat",
  cooling: "Cooling",
} as const satisfies Readonly<Record<Commodity, string>>;

/** The columns of a list of leases; a heading is found whatever its case. */
export const IMPORT_COLUMNS = [
  "Unit",
  "Part of",
  "Area",
  "Tenant",
  "Company",
  "Address",
  "E-mail",
  "Telephone",
  "Tax number",
  "Language",
  "From",
  "To",
  "Deposit",
  ...COMMODITIES.map((commodity) => COLUMN_OF_COMMODITY[commodity]),
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

export interface RowFault {
  readonly column: string;
  readonly message: string;
}

/** What a row says, its words understood. */
export interface LeaseEntry {
  readonly unit: string;
  /** Empty: it stands by itself. */
  readonly partOf: string;
  /** Of a unit that is made. */
  readonly areaM2: string | undefined;
  /** Undefined: the unit is empty. */
  readonly tenant:
    | {
        readonly name: string;
        readonly company: string;
        readonly addressLines: readonly string[];
        readonly emails: readonly string[];
        readonly telephones: readonly string[];
        readonly taxNumber: string;
        readonly language: BillLanguage;
      }
    | undefined;
  readonly stay:
    { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | undefined } | undefined;
  readonly depositMinor: bigint;
  readonly tariffs: ReadonlyMap<Commodity, TariffId>;
}

/** The site whose list is read. */
export interface EntrySite {
  readonly site: Site;
  /** Those of the site. */
  readonly tariffs: readonly {
    readonly id: TariffId;
    readonly name: string;
    readonly commodity: Commodity;
  }[];
}

type Cells = Readonly<Record<ImportColumn, string>>;
type Refuse = (column: ImportColumn, message: string) => undefined;

const NAME_AT_MOST = 200;

/** The entry that a row stands for, or everything that is wrong with its words. */
export function leaseEntry(
  cells: Cells,
  { site, tariffs }: EntrySite,
): { readonly entry?: LeaseEntry; readonly faults: RowFault[] } {
  const faults: RowFault[] = [];
  const refuse: Refuse = (column, message) => {
    faults.push({ column, message });
    return undefined;
  };
  if (cells.Unit === "") refuse("Unit", "is empty");
  for (const column of ["Unit", "Part of", "Tenant", "Company"] as const) {
    if (cells[column].length > NAME_AT_MOST) refuse(column, `at most ${NAME_AT_MOST} characters`);
  }
  const area = amountIn(cells.Area);
  if (cells.Area !== "" && !area) refuse("Area", "write square metres, like 62.5");
  const entry = {
    unit: cells.Unit,
    partOf: cells["Part of"],
    areaM2: area?.toString(),
    tenant: tenantIn(cells, refuse),
    stay: stayIn(cells, refuse),
    depositMinor: depositIn(cells, site.currency, refuse),
    tariffs: tariffsIn(cells, tariffs, refuse),
  };
  return faults.length > 0 ? { faults } : { entry, faults };
}

function tenantIn(cells: Cells, refuse: Refuse): LeaseEntry["tenant"] {
  const emails = partsOf(cells["E-mail"], /[;,\s]+/);
  const wrong = emails.find((email) => !/^[^\s@]+@[^\s@]+$/.test(email));
  if (wrong !== undefined) refuse("E-mail", `"${wrong}" is no e-mail address`);
  const asked = cells.Language.toLowerCase() || "en";
  const language = BILL_LANGUAGES.find((one) => one === asked);
  if (!language) refuse("Language", `write ${BILL_LANGUAGES.join(", ")}`);
  if (cells.Tenant === "" || !language) return undefined;
  return {
    name: cells.Tenant,
    company: cells.Company,
    addressLines: partsOf(cells.Address, /[;\n]+/),
    emails,
    telephones: partsOf(cells.Telephone, /[;,\n]+/),
    taxNumber: cells["Tax number"],
    language,
  };
}

function stayIn(cells: Cells, refuse: Refuse): LeaseEntry["stay"] {
  const from = dayIn("From", cells, refuse);
  const to = dayIn("To", cells, refuse);
  if (cells.Tenant === "") {
    for (const column of ["From", "To"] as const) {
      if (cells[column] !== "") refuse(column, "an empty unit has no lease: write the tenant");
    }
    return undefined;
  }
  if (cells.From === "") refuse("From", "is empty: the first day of the lease");
  if (from && to && Temporal.PlainDate.compare(from, to) >= 0) {
    refuse("To", "is the first day no longer let, and must be after the first day");
  }
  return from && { from, to };
}

function dayIn(
  column: "From" | "To",
  cells: Cells,
  refuse: Refuse,
): Temporal.PlainDate | undefined {
  const text = cells[column];
  if (text === "") return undefined;
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text))
      return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch {
    // Said below.
  }
  return refuse(column, `"${text}" is no day; write it like 2026-10-31`);
}

function depositIn(cells: Cells, currency: string, refuse: Refuse): bigint {
  if (cells.Deposit === "") return 0n;
  const amount = amountIn(cells.Deposit);
  if (!amount || amount.normalized().scale > minorDigits(currency)) {
    refuse("Deposit", `write an amount in ${currency}, like 1200.00`);
    return 0n;
  }
  return toMinor(amount, currency, "half-up");
}

function tariffsIn(
  cells: Cells,
  tariffs: EntrySite["tariffs"],
  refuse: Refuse,
): ReadonlyMap<Commodity, TariffId> {
  const chosen = new Map<Commodity, TariffId>();
  for (const commodity of COMMODITIES) {
    const column = COLUMN_OF_COMMODITY[commodity];
    const name = cells[column];
    if (name === "") continue;
    const own = tariffs.filter((tariff) => tariff.commodity === commodity);
    const tariff = own.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (tariff) chosen.set(commodity, tariff.id);
    else {
      const names = own.map((one) => one.name).join(", ");
      refuse(column, `the site has no tariff "${name}" for it${names && `; it has ${names}`}`);
    }
  }
  return chosen;
}

/** An amount above zero, with a point or a comma; undefined where the text is none. */
function amountIn(text: string): Decimal | undefined {
  const amount = Decimal.tryParse(text.replace(/,(?=\d+$)/, "."));
  return amount && !amount.isNegative() ? amount : undefined;
}

function partsOf(text: string, between: RegExp): string[] {
  return text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
