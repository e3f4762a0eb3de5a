import { Decimal } from "#domain/core/decimal.ts";
import type { JsonModel } from "#domain/metering/meter-model.ts";
import type { JsonRegister } from "#domain/metering/meter-register.ts";
import { LineError } from "#drivers/line-error.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";

/** What a message says of a meter. */
export interface JsonReading {
  /** As the message says; undefined when it does not. */
  readonly measuredAt: Temporal.Instant | undefined;
  /** Those of the registers that stand in the message. */
  readonly values: readonly RegisterValue[];
}

/** Gateways send some kilobytes; what is far more is no reading. */
export const MESSAGE_BYTES_AT_MOST = 256 * 1024;
/** Exponents beyond these are no meter's. */
const EXPONENT_AT_MOST = 40;
const DIGITS_AT_MOST = 40;
/** Seconds since 1970 stay below this until the year 5138, milliseconds have been above since 1973. */
const SECONDS_AT_MOST = 100_000_000_000;

/** A number as it is written in the message: a double would round it. */
class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The values of a model's registers in a message, exact as they are written. Throws a LineError for
 * what is no JSON, and when none of the registers stands in it.
 */
export function readJsonMessage(
  model: JsonModel,
  registers: readonly JsonRegister[],
  message: string,
): JsonReading {
  const root = parsed(message);
  const values = registers.flatMap((register) => {
    const found = at(root, register.path);
    if (found === undefined) return [];
    const value = decimalOf(found)?.times(Decimal.parse(register.scale)).normalized();
    return [{ register, value }];
  });
  if (values.length === 0) {
    throw new LineError("wrong-answer", "the message has none of the model's values");
  }
  const said = model.timePath === undefined ? undefined : at(root, model.timePath);
  return { measuredAt: instantOf(said), values };
}

function at(root: unknown, path: string): unknown {
  const steps = parseJsonPath(path);
  if (!steps) throw new LineError("unsupported", `${path} is no path to one value`);
  return valueAt(root, steps);
}

function parsed(message: string): unknown {
  if (message.length > MESSAGE_BYTES_AT_MOST) {
    throw new LineError("wrong-answer", "the message is too long to be a reading");
  }
  try {
    return JSON.parse(message, (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" ? new JsonNumber(context?.source ?? String(value)) : value,
    );
  } catch (error) {
    // Only what JSON.parse says of the text is the sender's fault.
    if (!(error instanceof SyntaxError) && !(error instanceof RangeError)) throw error;
    throw new LineError("wrong-answer", "the message is not JSON");
  }
}

function decimalOf(found: unknown): Decimal | undefined {
  if (typeof found === "string") return plainDecimal(found.trim());
  return found instanceof JsonNumber ? plainDecimal(found.text) : undefined;
}

const NUMBER = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(?:e([+-]?\d{1,3}))?$/i;

function plainDecimal(text: string): Decimal | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(Number(exponent)) > EXPONENT_AT_MOST || fraction.length > DIGITS_AT_MOST) {
    return undefined;
  }
  const magnitude = BigInt(whole + fraction);
  const coefficient = sign === "-" ? -magnitude : magnitude;
  return shift >= 0
    ? new Decimal(coefficient * 10n ** BigInt(shift), 0)
    : new Decimal(coefficient, -shift);
}

/** An ISO 8601 time with its zone, or seconds or milliseconds since 1970. */
function instantOf(said: unknown): Temporal.Instant | undefined {
  if (said instanceof JsonNumber) {
    const since = Number(said.text);
    if (!Number.isFinite(since) || since <= 0) return undefined;
    const ms = since < SECONDS_AT_MOST ? since * 1000 : since;
    return ms <= LAST_MS ? Temporal.Instant.fromEpochMilliseconds(Math.round(ms)) : undefined;
  }
  if (typeof said !== "string") return undefined;
  try {
    return Temporal.Instant.from(said);
  } catch {
    return undefined;
  }
}

/** The last instant that Temporal knows. */
const LAST_MS = 8_640_000_000_000_000;
