import { Decimal } from "#domain/core/decimal.ts";
import type { MbusRegister } from "#domain/metering/meter-register.ts";
import { convertUnit } from "#drivers/convert-unit.ts";
import type { FixedTelegram } from "./fixed-data.ts";
import type { MbusTelegram } from "./mbus-telegram.ts";
import type { MbusRecord } from "./variable-data.ts";

/** A numeric value of a meter, of either structure. */
interface Candidate {
  readonly value: Decimal | undefined;
  readonly unit: string;
  readonly isPlain: boolean;
}

/** What tells apart values of one kind without making them another kind. */
const PARTS = /^(maker's|at |between |only while|absolute)/;

/**
 * What a register shows in the telegrams of a meter, in the register's unit. `missing` when no
 * record fits; undefined when the one that fits has no value now.
 */
export function mbusRegisterValue(
  register: MbusRegister,
  telegrams: readonly MbusTelegram[],
): Decimal | undefined | "missing" {
  const fitting = telegrams.flatMap((telegram) =>
    telegram.kind === "fixed"
      ? fixedCandidates(register, telegram)
      : telegram.records.flatMap((record) => recordCandidates(register, record)),
  );
  // Where the entry does not say which, the value without further parts is meant.
  const { occurrence } = register;
  const chosen =
    occurrence === undefined
      ? (fitting.find(({ isPlain }) => isPlain) ?? fitting[0])
      : fitting[occurrence];
  if (!chosen) return "missing";
  const converted = chosen.value && convertUnit(chosen.value, chosen.unit, register.unit);
  return converted?.times(Decimal.parse(register.scale)).normalized();
}

function recordCandidates(register: MbusRegister, record: MbusRecord): Candidate[] {
  const fits =
    record.quantity === register.value &&
    record.storage === register.storage &&
    record.tariff === register.tariff &&
    record.subunit === register.subunit &&
    record.function === register.function &&
    record.qualifiers.every((qualifier) => PARTS.test(qualifier));
  if (!fits || (record.value.kind !== "number" && record.value.kind !== "none")) return [];
  const value = record.value.kind === "number" ? record.value.value : undefined;
  return [{ value, unit: record.unit, isPlain: record.qualifiers.length === 0 }];
}

function fixedCandidates(register: MbusRegister, { counters }: FixedTelegram): Candidate[] {
  const isPossible =
    register.tariff === 0 && register.subunit === 0 && register.function === "instantaneous";
  return counters
    .filter(
      ({ quantity, isHistoric }) =>
        isPossible && quantity === register.value && register.storage === Number(isHistoric),
    )
    .map(({ value, unit }) => ({ value, unit, isPlain: true }));
}
