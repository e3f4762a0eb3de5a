import type { Commodity } from "#domain/core/commodity.ts";
import type { MeterFace } from "./meter-face.ts";

/** What carries the meters of an annex line. */
export type AnnexLineKind = "wire" | "mqtt" | "push";

/** A meter of the annex: one of each kind that is read otherwise than by Modbus TCP. */
export interface AnnexMeter {
  readonly serialNumber: string;
  /** Id of its entry in catalogue/meters. */
  readonly modelId: string;
  /** On its line, as its protocol has it. */
  readonly address: string;
  readonly commodity: Commodity;
  /** Where it measures; unique among all points of the building. */
  readonly point: string;
  /** kWh or m³ at the beginning of 2026, and on average an hour. */
  readonly start: number;
  readonly perHour: number;
  /** Of pulse counters: what a pulse is worth, and what the meter's face showed at count zero. */
  readonly pulses?: { readonly weight: string; readonly startValue: string };
}

export interface AnnexLine {
  readonly name: string;
  readonly kind: AnnexLineKind;
  readonly meters: readonly AnnexMeter[];
}

/** The lines of the annex, one for each protocol. */
export const ANNEX: readonly AnnexLine[] = [
  {
    name: "Annex: Modbus RTU through a serial server",
    kind: "wire",
    meters: [
      {
        serialNumber: "RTU-0001",
        modelId: "eastron-sdm120",
        address: "1",
        commodity: "electricity",
        point: "Annex, car charger",
        start: 4200,
        perHour: 0.9,
      },
      {
        serialNumber: "RTU-0002",
        modelId: "pulse-water",
        address: "20/1",
        commodity: "cold-water",
        point: "Annex, garden tap",
        start: 310,
        perHour: 0.06,
        pulses: { weight: "0.01", startValue: "300" },
      },
    ],
  },
  {
    name: "Annex: M-Bus through a level converter",
    kind: "wire",
    meters: [
      {
        serialNumber: "21050076",
        modelId: "mbus-heat",
        address: "1",
        commodity: "heat",
        point: "Annex, heating",
        start: 18_000,
        perHour: 3.2,
      },
      {
        serialNumber: "21050077",
        modelId: "mbus-hot-water",
        address: "21050077184E3406",
        commodity: "hot-water",
        point: "Annex, hot water",
        start: 640,
        perHour: 0.05,
      },
    ],
  },
  {
    name: "Annex: DL/T 645-2007 through a serial server",
    kind: "wire",
    meters: [
      {
        serialNumber: "202611240001",
        modelId: "dlt645-2007",
        address: "202611240001",
        commodity: "electricity",
        point: "Annex, workshop",
        start: 7300,
        perHour: 1.4,
      },
      {
        serialNumber: "202611240002",
        modelId: "dlt645-2007",
        address: "202611240002",
        commodity: "electricity",
        point: "Annex, lighting",
        start: 900,
        perHour: 0.2,
      },
    ],
  },
  {
    name: "Annex: CJ/T 188 through a serial server",
    kind: "wire",
    meters: [
      {
        serialNumber: "00000026112401",
        modelId: "cjt188-cold-water",
        address: "00000026112401",
        commodity: "cold-water",
        point: "Annex, kitchen",
        start: 120,
        perHour: 0.04,
      },
    ],
  },
  {
    name: "Annex: IEC 62056-21 through an optical head",
    kind: "wire",
    meters: [
      {
        serialNumber: "IEC-0001",
        modelId: "iec62056-21-generic",
        address: "",
        commodity: "electricity",
        point: "Annex, grid connection",
        start: 15_000,
        perHour: 2.7,
      },
    ],
  },
  {
    name: "Annex: MQTT broker",
    kind: "mqtt",
    meters: [
      {
        serialNumber: "LORA-0001",
        modelId: "the-things-stack-electricity",
        address: "v3/annex/devices/roof/up",
        commodity: "electricity",
        point: "Annex, roof antenna",
        start: 60,
        perHour: 0.1,
      },
      {
        serialNumber: "PULSE-0001",
        modelId: "pulse-water-mqtt",
        address: "annex/rain-water",
        commodity: "cold-water",
        point: "Annex, rain water",
        start: 55,
        perHour: 0.03,
        pulses: { weight: "0.001", startValue: "50" },
      },
    ],
  },
  {
    name: "Annex: values pushed over HTTP",
    kind: "push",
    meters: [
      {
        serialNumber: "PUSH-0001",
        modelId: "push-electricity",
        address: "ventilation",
        commodity: "electricity",
        point: "Annex, ventilation",
        start: 2400,
        perHour: 0.6,
      },
    ],
  },
];

const FROM_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const DAY_RADIANS = (2 * Math.PI) / (24 * HOUR_MS);
/** By so much of its mean the use rises at midday and falls at night: below 1, so it never ends. */
const SWING = 0.6;
const METRES_A_KELVIN = 1.163;
const SPREAD_KELVIN = 18;

/** What the meter has counted, in kWh or m³: the integral of a use that follows the day. */
export function annexCounted({ start, perHour }: AnnexMeter, epochMs: number): number {
  const sinceMs = epochMs - FROM_MS;
  const swung = (SWING / DAY_RADIANS) * Math.sin(DAY_RADIANS * (sinceMs - 12 * HOUR_MS));
  return start + (perHour * (sinceMs + swung)) / HOUR_MS;
}

/** Everything the meter shows at an instant; a pulse counter shows its pulses. */
export function annexFace(meter: AnnexMeter, epochMs: number): MeterFace {
  const counted = annexCounted(meter, epochMs);
  const perHour =
    meter.perHour * (1 + SWING * Math.cos(DAY_RADIANS * (epochMs - FROM_MS - 12 * HOUR_MS)));
  const shown = meter.pulses
    ? Math.floor((counted - Number(meter.pulses.startValue)) / Number(meter.pulses.weight))
    : counted;
  switch (meter.commodity) {
    case "electricity":
      return new Map([
        ["energyDelivered", shown],
        ["energySum", shown],
        ["energyReceived", 0],
        ["activePower", perHour],
        ["activePowerDelivered", perHour],
        ["voltage", 230],
        ["voltageL1", 230],
        ["current", (1000 * perHour) / 230],
        ["currentL1", (1000 * perHour) / 230],
        ["frequency", 50],
        ["powerFactor", 1],
      ]);
    case "heat":
      return new Map([
        ["energyDelivered", shown],
        ["volume", shown / (METRES_A_KELVIN * SPREAD_KELVIN)],
        ["thermalPower", perHour],
        ["flow", perHour / (METRES_A_KELVIN * SPREAD_KELVIN)],
        ["flowTemperature", 62],
        ["returnTemperature", 62 - SPREAD_KELVIN],
        ["temperatureDifference", SPREAD_KELVIN],
      ]);
    default:
      return new Map([
        ["volume", shown],
        ["flow", perHour],
      ]);
  }
}
