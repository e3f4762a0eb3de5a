import { Decimal } from "#domain/core/decimal.ts";
import { failed, type Fault, ok, type Result } from "#domain/core/fault.ts";
import type { LoadLine } from "./load-file.ts";

/** What a register can hold: counts of `resolution` below 10^digits and below 2^53. */
export interface RegisterScale {
  /** One count in the channel's unit, before the multiplier. */
  readonly resolution: Decimal;
  /** 0: never wraps. */
  readonly digits: number;
  /** CT x VT x constant: what is consumed while the register climbs by one. */
  readonly multiplier: { readonly numerator: bigint; readonly denominator: bigint };
}

/** Faults told of one file: more would not help. */
const FAULTS_AT_MOST = 10;

/**
 * The register that climbs by the amounts: its first value, and one after each. An amount that is
 * no whole number of counts is a fault, so that what is read back is what was given.
 */
export function registerFromAmounts(
  first: number,
  amounts: readonly LoadLine[],
  scale: RegisterScale,
): Result<number[]> {
  const faults: Fault[] = [];
  const registers = [first];
  let register = BigInt(first);
  const modulus = scale.digits > 0 ? 10n ** BigInt(scale.digits) : undefined;
  for (const { line, value } of amounts) {
    const climb = countsOf(value, scale);
    if (climb === undefined) faults.push(notWholeCounts({ line, value }, scale));
    if (faults.length >= FAULTS_AT_MOST) break;
    register += climb ?? 0n;
    if (modulus) register %= modulus;
    if (register > BigInt(Number.MAX_SAFE_INTEGER)) return failed([tooLong(line, scale)]);
    registers.push(Number(register));
  }
  return faults.length > 0 ? failed(faults) : ok(registers);
}

/** The counts that an amount makes the register climb; undefined when they are not whole. */
export function countsOf(
  amount: Decimal,
  { resolution, multiplier }: RegisterScale,
): bigint | undefined {
  const digits = Math.max(amount.scale, resolution.scale);
  const top = amount.coefficient * 10n ** BigInt(digits - amount.scale) * multiplier.denominator;
  const bottom =
    resolution.coefficient * 10n ** BigInt(digits - resolution.scale) * multiplier.numerator;
  return top % bottom === 0n ? top / bottom : undefined;
}

/** The coarsest power of ten, at most 1, that keeps every digit of the values. */
export function resolutionFor(values: readonly LoadLine[]): Decimal {
  const scale = values.reduce((most, { value }) => Math.max(most, value.scale), 0);
  return new Decimal(1n, scale);
}

function tooLong(line: number, { resolution }: RegisterScale): Fault {
  return {
    code: "load.register-too-long",
    subject: `line ${line}`,
    message: `the register is beyond 2^53 counts of ${resolution}`,
    remedy: "round the amounts with --resolution, for instance 0.000001",
  };
}

/** A value of a file that would lose digits in the register. */
export function notWholeCounts({ line, value }: LoadLine, { resolution }: RegisterScale): Fault {
  return {
    code: "load.resolution",
    subject: `line ${line}`,
    message: `${value} is no whole number of the register's counts of ${resolution}`,
    remedy: "import it into a channel of finer resolution, or into a new point with --new-point",
  };
}
