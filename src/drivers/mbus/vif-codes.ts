/** What a value information field says: value = raw × factor × 10^exponent, in `unit`. */
export interface VifMeaning {
  readonly quantity: string;
  readonly unit: string;
  readonly exponent: number;
  /** Seconds of minutes, hours and days; 1 for all else. */
  readonly factor: number;
  /** How whole numbers are to be read. */
  readonly reading: "number" | "date" | "bits";
}

type VifRow = readonly [
  first: number,
  last: number,
  quantity: string,
  unit: string,
  /** Of the first code; each next one is one more. */
  exponent?: number,
];

/** Four codes in a row: seconds, minutes, hours, days. */
const SECONDS_OF_STEP = [1, 60, 3_600, 86_400] as const;

/** Primary codes, EN 13757-3 table 10. */
const PRIMARY: readonly VifRow[] = [
  [0x00, 0x07, "energy", "Wh", -3],
  [0x08, 0x0f, "energy", "J", 0],
  [0x10, 0x17, "volume", "m3", -6],
  [0x18, 0x1f, "mass", "kg", -3],
  [0x20, 0x23, "onTime", "time"],
  [0x24, 0x27, "operatingTime", "time"],
  [0x28, 0x2f, "power", "W", -3],
  [0x30, 0x37, "power", "J/h", 0],
  [0x38, 0x3f, "flow", "m3/h", -6],
  [0x40, 0x47, "flow", "m3/min", -7],
  [0x48, 0x4f, "flow", "m3/s", -9],
  [0x50, 0x57, "massFlow", "kg/h", -3],
  [0x58, 0x5b, "flowTemperature", "°C", -3],
  [0x5c, 0x5f, "returnTemperature", "°C", -3],
  [0x60, 0x63, "temperatureDifference", "K", -3],
  [0x64, 0x67, "externalTemperature", "°C", -3],
  [0x68, 0x6b, "pressure", "bar", -3],
  [0x6c, 0x6c, "date", "date"],
  [0x6d, 0x6d, "time", "date"],
  [0x6e, 0x6e, "unitsForHca", ""],
  [0x70, 0x73, "averagingTime", "time"],
  [0x74, 0x77, "actualityTime", "time"],
  [0x78, 0x78, "fabricationNumber", ""],
  [0x79, 0x79, "identification", ""],
  [0x7a, 0x7a, "busAddress", ""],
  [0x7e, 0x7e, "any", ""],
  [0x7f, 0x7f, "makersOwn", ""],
];

/** Codes after FD, EN 13757-3 table 14. */
const AFTER_FD: readonly VifRow[] = [
  [0x00, 0x03, "credit", "currency", -3],
  [0x04, 0x07, "debit", "currency", -3],
  [0x08, 0x08, "accessNumber", ""],
  [0x09, 0x09, "medium", ""],
  [0x0a, 0x0a, "maker", ""],
  [0x0b, 0x0b, "parameterSet", ""],
  [0x0c, 0x0c, "modelVersion", ""],
  [0x0d, 0x0d, "hardwareVersion", ""],
  [0x0e, 0x0e, "firmwareVersion", ""],
  [0x0f, 0x0f, "softwareVersion", ""],
  [0x10, 0x10, "customerLocation", ""],
  [0x11, 0x11, "customer", ""],
  [0x12, 0x12, "accessCodeUser", ""],
  [0x13, 0x13, "accessCodeOperator", ""],
  [0x14, 0x14, "accessCodeSystemOperator", ""],
  [0x15, 0x15, "accessCodeDeveloper", ""],
  [0x16, 0x16, "password", ""],
  [0x17, 0x17, "errorFlags", "bits"],
  [0x18, 0x18, "errorMask", "bits"],
  [0x19, 0x19, "securityKey", "bits"],
  [0x1a, 0x1a, "digitalOutput", "bits"],
  [0x1b, 0x1b, "digitalInput", "bits"],
  [0x1c, 0x1c, "baudRate", "baud"],
  [0x1d, 0x1d, "responseDelay", "bit times"],
  [0x1e, 0x1e, "retries", ""],
  [0x1f, 0x1f, "remoteControl", "bits"],
  [0x20, 0x20, "firstCyclicStorage", ""],
  [0x21, 0x21, "lastCyclicStorage", ""],
  [0x22, 0x22, "storageBlockSize", ""],
  [0x23, 0x23, "tariffAndSubunit", "bits"],
  [0x24, 0x27, "storageInterval", "time"],
  [0x28, 0x28, "storageInterval", "month"],
  [0x29, 0x29, "storageInterval", "year"],
  [0x2a, 0x2a, "operatorsOwn", "bits"],
  [0x2b, 0x2b, "timeOfSecond", ""],
  [0x2c, 0x2f, "sinceLastReadout", "time"],
  [0x30, 0x30, "tariffStart", "date"],
  [0x31, 0x33, "tariffDuration", "time"],
  [0x34, 0x37, "tariffPeriod", "time"],
  [0x38, 0x38, "tariffPeriod", "month"],
  [0x39, 0x39, "tariffPeriod", "year"],
  [0x3a, 0x3a, "dimensionless", ""],
  [0x3b, 0x3b, "wirelessContainer", "bits"],
  [0x3c, 0x3f, "transmissionPeriod", "time"],
  [0x40, 0x4f, "voltage", "V", -9],
  [0x50, 0x5f, "current", "A", -12],
  [0x60, 0x60, "resetCounter", ""],
  [0x61, 0x61, "cumulationCounter", ""],
  [0x62, 0x62, "controlSignal", "bits"],
  [0x63, 0x63, "dayOfWeek", ""],
  [0x64, 0x64, "weekNumber", ""],
  [0x65, 0x65, "timeOfDayChange", ""],
  [0x66, 0x66, "parameterActivation", ""],
  [0x67, 0x67, "supplierInformation", "bits"],
  [0x68, 0x69, "sinceLastCumulation", "hours"],
  [0x6a, 0x6a, "sinceLastCumulation", "month"],
  [0x6b, 0x6b, "sinceLastCumulation", "year"],
  [0x6c, 0x6d, "batteryTime", "hours"],
  [0x6e, 0x6e, "batteryTime", "month"],
  [0x6f, 0x6f, "batteryTime", "year"],
  [0x70, 0x70, "batteryChange", "date"],
  [0x71, 0x71, "receptionLevel", "dBm"],
  [0x72, 0x72, "daylightSaving", "bits"],
  [0x73, 0x73, "listeningWindow", "bits"],
  [0x74, 0x74, "remainingBattery", "day"],
  [0x75, 0x75, "stoppedTimes", ""],
  [0x76, 0x76, "makersContainer", "bits"],
];

/** Codes after FB, EN 13757-3 table 12; gallons and °F from its older editions. */
const AFTER_FB: readonly VifRow[] = [
  [0x00, 0x01, "energy", "Wh", 5],
  [0x02, 0x03, "reactiveEnergy", "varh", 3],
  [0x04, 0x05, "apparentEnergy", "VAh", 3],
  [0x08, 0x09, "energy", "J", 8],
  [0x0c, 0x0f, "energy", "cal", 5],
  [0x10, 0x11, "volume", "m3", 2],
  [0x14, 0x17, "reactivePower", "var", 0],
  [0x18, 0x19, "mass", "kg", 5],
  [0x1a, 0x1b, "relativeHumidity", "%", -1],
  [0x20, 0x20, "volume", "ft3", 0],
  [0x21, 0x21, "volume", "ft3", -1],
  [0x22, 0x23, "volume", "US gal", -1],
  [0x24, 0x24, "flow", "US gal/min", -3],
  [0x25, 0x25, "flow", "US gal/min", 0],
  [0x26, 0x26, "flow", "US gal/h", 0],
  [0x28, 0x29, "power", "W", 5],
  [0x2a, 0x2a, "phaseVoltageToVoltage", "°", -1],
  [0x2b, 0x2b, "phaseVoltageToCurrent", "°", -1],
  [0x2c, 0x2f, "frequency", "Hz", -3],
  [0x30, 0x31, "power", "J/h", 8],
  [0x34, 0x37, "apparentPower", "VA", 0],
  [0x58, 0x5b, "flowTemperature", "°F", -3],
  [0x5c, 0x5f, "returnTemperature", "°F", -3],
  [0x60, 0x63, "temperatureDifference", "°F", -3],
  [0x64, 0x67, "externalTemperature", "°F", -3],
  [0x68, 0x68, "ratingFactor", ""],
  [0x70, 0x73, "temperatureLimit", "°F", -3],
  [0x74, 0x77, "temperatureLimit", "°C", -3],
  [0x78, 0x7f, "cumulatedMaximumPower", "W", -3],
];

/** The tables by what stands before the code: nothing, FB or FD. */
export type VifTable = "primary" | "FB" | "FD";

const TABLES: Readonly<Record<VifTable, ReadonlyMap<number, VifMeaning>>> = {
  primary: expanded(PRIMARY),
  FB: expanded(AFTER_FB),
  FD: expanded(AFTER_FD),
};

/** What a code of seven bits means; undefined for those that are reserved. */
export function vifMeaning(table: VifTable, code: number): VifMeaning | undefined {
  return TABLES[table].get(code);
}

function expanded(rows: readonly VifRow[]): ReadonlyMap<number, VifMeaning> {
  return new Map(
    rows.flatMap(([first, last, quantity, unit, exponent]) =>
      Array.from({ length: last - first + 1 }, (_, n) => {
        const code = first + n;
        const exponentHere = exponent === undefined ? 0 : exponent + n;
        return [code, meaningOf({ quantity, unit, step: code % 4 }, exponentHere)] as const;
      }),
    ),
  );
}

function meaningOf(
  { quantity, unit, step }: { quantity: string; unit: string; step: number },
  exponent: number,
): VifMeaning {
  switch (unit) {
    case "time": {
      const factor = SECONDS_OF_STEP[step] ?? 1;
      return { quantity, unit: "s", exponent: 0, factor, reading: "number" };
    }
    case "hours": {
      const factor = SECONDS_OF_STEP[2 + (step % 2)] ?? 1;
      return { quantity, unit: "s", exponent: 0, factor, reading: "number" };
    }
    case "date":
    case "bits":
      return { quantity, unit: "", exponent: 0, factor: 1, reading: unit };
    default:
      return { quantity, unit, exponent, factor: 1, reading: "number" };
  }
}
