import type { MeterProtocol } from "#domain/metering/meter-model.ts";

/** A type, or a register of one, while it is being written: any field may be missing or wrong. */
export type Document = Readonly<Record<string, unknown>>;

/** Where the first register of a protocol is often found, to begin with. */
const FIRST_PLACE: Readonly<Record<MeterProtocol, Document>> = {
  modbus: { address: 0, functionCode: 3, type: "uint32", wordOrder: "big" },
  "dlt645-2007": { dataIdentifier: "00010000", bytes: 4 },
  "dlt645-1997": { dataIdentifier: "9010", bytes: 4 },
  cjt188: { dataIdentifier: "901F", offset: 0, bytes: 4, unitCodeOffset: 4 },
  mbus: { value: "energy", storage: 0, tariff: 0, subunit: 0, function: "instantaneous" },
  "iec62056-21": { obis: "1.8.0" },
  "mqtt-json": { path: "$.energy" },
  push: { path: "$.energy" },
  manual: {},
};

/** What a type of a protocol has besides its registers. */
const OF_PROTOCOL: Readonly<Partial<Record<MeterProtocol, Document>>> = {
  modbus: { registersAtMost: 32, holesReadable: false },
  cjt188: { meterType: "10" },
  mbus: { identities: [] },
};

/** Fields that belong to one protocol alone. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.values(OF_PROTOCOL).flatMap((fields) => Object.keys(fields)),
  "inputs",
  "sunspec",
  "probe",
  "timePath",
]);

/** A register to begin with: the counter that most meters are bought for. */
export function newRegister(protocol: MeterProtocol): Document {
  const isWater = protocol === "cjt188";
  return {
    quantity: isWater ? "volume" : "energyDelivered",
    ...FIRST_PLACE[protocol],
    scale: "0.01",
    unit: isWater ? "m3" : "kWh",
    role: "billing",
    resolution: "0.01",
    digits: 0,
  };
}

/** A type to begin with: one counter of a meter. */
export function newType(): Document {
  return withProtocol(
    {
      id: "own-type",
      maker: "",
      name: "",
      commodities: ["electricity"],
      transformers: "none",
      sources: [""],
      confidence: "C",
    },
    "modbus",
  );
}

/** The same type by another protocol: where its values stand begins anew. */
export function withProtocol(document: Document, protocol: MeterProtocol): Document {
  const kept = Object.entries(document).filter(([field]) => !OWN_FIELDS.has(field));
  return {
    ...Object.fromEntries(kept),
    protocol,
    ...OF_PROTOCOL[protocol],
    registers: [newRegister(protocol)],
    frames: [],
  };
}

/** A copy is one's own, and doubtful until a meter of it was compared with its display. */
export function copyOf(document: Document): Document {
  return {
    ...document,
    id: `own-${String(document["id"])}`.slice(0, 60),
    name: `${String(document["name"])} (2)`,
    confidence: "C",
  };
}

export function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The registers of a type, as far as they are written. */
export function registersOf(document: Document): readonly Document[] {
  const registers: unknown = document["registers"];
  return Array.isArray(registers) ? registers.filter(isDocument) : [];
}
