import { Decimal } from "#domain/core/decimal.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { partsOfQuantity } from "#domain/metering/quantity.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { decodeRegister } from "./decode-register.ts";
import { looksRight } from "./usual-values.ts";

/** A value that looks wrong, and how it would look otherwise. */
export interface ReadHint {
  readonly quantity: string;
  readonly shown: string;
  readonly change: "word-order" | "byte-order" | "scale";
  readonly to: string;
  readonly would: string;
}

const SCALES = ["0.001", "0.01", "0.1", "10", "100", "1000"] as const;
/** Narrow enough for the right scale to be told. */
const TELLING: readonly string[] = ["voltage", "frequency"];

/**
 * For values that are hardly right: which order of words or bytes, or which scale, would make them
 * so. Nothing is said where no change would.
 */
export function readHints(values: readonly RegisterValue[]): ReadHint[] {
  return values.flatMap((read) => {
    const { register, value } = read;
    if (!value || looksRight(register.quantity, value)) return [];
    const hint = orderHint(read, value) ?? scaleHint(register.quantity, value);
    return hint ? [hint] : [];
  });
}

function orderHint({ register, words }: RegisterValue, value: Decimal): ReadHint | undefined {
  if (!words || !("wordOrder" in register)) return undefined;
  const { quantity } = register;
  const otherWords: ModbusRegister = { ...register, wordOrder: other(register.wordOrder) };
  const otherBytes: ModbusRegister = { ...register, byteOrder: other(register.byteOrder ?? "big") };
  const tries = [
    { change: "word-order", as: otherWords, to: otherWords.wordOrder },
    { change: "byte-order", as: otherBytes, to: otherBytes.byteOrder ?? "big" },
  ] as const;
  for (const { change, as, to } of tries) {
    if (change === "word-order" && WORDS_OF_TYPE[register.type] === 1) continue;
    const would = decodeRegister(as, words);
    if (would && would.coefficient !== 0n && looksRight(quantity, would)) {
      return { quantity, shown: value.toString(), change, to, would: would.toString() };
    }
  }
  return undefined;
}

function other(order: "big" | "little"): "big" | "little" {
  return order === "big" ? "little" : "big";
}

function scaleHint(quantity: string, value: Decimal): ReadHint | undefined {
  if (!TELLING.includes(partsOfQuantity(quantity)[0])) return undefined;
  for (const to of SCALES) {
    const would = value.times(Decimal.parse(to)).normalized();
    if (looksRight(quantity, would)) {
      return { quantity, shown: value.toString(), change: "scale", to, would: would.toString() };
    }
  }
  return undefined;
}
