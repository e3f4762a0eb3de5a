import type { MeterProtocol } from "#domain/metering/meter-model.ts";
import { MBUS_VALUES, REGISTER_ROLES, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { unitsOfQuantity } from "#domain/metering/quantity.ts";
import type en from "#web/i18n/en.json";
import type { Document } from "./new-type.ts";

type Key = keyof typeof en.types.register;

/** A field of a register as a person writes it. */
export type RegisterField =
  | { readonly key: Key; readonly kind: "text" | "number" | "optional-number" | "flag" }
  | { readonly key: Key; readonly kind: "choice"; readonly choices: readonly string[] };

function text(key: Key): RegisterField {
  return { key, kind: "text" };
}

function number(key: Key): RegisterField {
  return { key, kind: "number" };
}

function choice(key: Key, choices: readonly string[]): RegisterField {
  return { key, kind: "choice", choices };
}

const ORDERS = ["big", "little"] as const;
const PATH: readonly RegisterField[] = [text("path")];
const OF_DLT645: readonly RegisterField[] = [
  text("dataIdentifier"),
  number("bytes"),
  { key: "offset", kind: "optional-number" },
  { key: "signed", kind: "flag" },
];

/** Where a value stands, by protocol. */
const PLACE: Readonly<Record<MeterProtocol, readonly RegisterField[]>> = {
  modbus: [
    choice("functionCode", ["3", "4", "1", "2"]),
    number("address"),
    choice("type", Object.keys(WORDS_OF_TYPE)),
    choice("wordOrder", ORDERS),
    choice("byteOrder", ORDERS),
  ],
  "dlt645-1997": OF_DLT645,
  "dlt645-2007": OF_DLT645,
  cjt188: [
    text("dataIdentifier"),
    number("offset"),
    number("bytes"),
    { key: "unitCodeOffset", kind: "optional-number" },
  ],
  mbus: [
    choice("value", MBUS_VALUES),
    choice("function", ["instantaneous", "maximum", "minimum", "error"]),
    number("storage"),
    number("tariff"),
    number("subunit"),
    { key: "occurrence", kind: "optional-number" },
  ],
  "iec62056-21": [text("obis")],
  "mqtt-json": PATH,
  push: PATH,
  manual: [],
};

const WORDS: Readonly<Record<string, number>> = WORDS_OF_TYPE;

/** The fields of a register, in the order in which they are written. */
export function fieldsOf(protocol: MeterProtocol, register: Document): RegisterField[] {
  const units = unitsOfQuantity(String(register["quantity"] ?? ""));
  const isSingle = WORDS[String(register["type"])] === 1;
  const isBilled = register["role"] === "billing";
  return [
    // A single word has no order of words.
    ...PLACE[protocol].filter(({ key }) => !(key === "wordOrder" && isSingle)),
    text("scale"),
    units ? choice("unit", units) : text("unit"),
    choice("role", REGISTER_ROLES),
    ...(isBilled ? [text("resolution"), number("digits")] : []),
  ];
}

/** The register with a field changed, and what follows from it. */
export function changed(register: Document, key: string, value: unknown): Document {
  if (value === undefined) {
    return Object.fromEntries(Object.entries(register).filter(([field]) => field !== key));
  }
  const next = { ...register, [key]: value };
  switch (key) {
    case "quantity": {
      const units = unitsOfQuantity(String(value)) ?? [];
      const fits = units.includes(String(register["unit"])) || units.length === 0;
      return fits ? next : { ...next, unit: units[0] };
    }
    case "role": {
      const { resolution: _resolution, digits: _digits, ...shown } = next;
      if (value !== "billing") return shown;
      return { resolution: next["scale"] ?? "1", digits: 0, ...next };
    }
    case "functionCode":
      // Coils and discrete inputs are bits.
      return { ...next, functionCode: Number(value), ...(Number(value) <= 2 && { type: "bit" }) };
    default:
      return next;
  }
}

/** A copy that stands behind the register: by Modbus at the next address. */
export function following(register: Document): Document {
  const { address, type } = register;
  const words = WORDS[String(type)];
  const copy = changed(register, "role", register["role"] === "live" ? "live" : "register");
  return typeof address === "number" && words !== undefined
    ? { ...copy, address: address + words }
    : copy;
}
