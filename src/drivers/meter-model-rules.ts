import type { Fault } from "#domain/core/fault.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { type ModbusRegister, WORDS_OF_TYPE } from "#domain/metering/meter-register.ts";
import { BILLABLE_QUANTITIES, isBillable, unitsOfQuantity } from "#domain/metering/quantity.ts";
import { spanOf } from "./modbus/plan-blocks.ts";

/** What a form cannot say: the rules between the fields of a meter model. */
export function modelFaults(model: MeterModel): Fault[] {
  return [
    ...model.registers.flatMap(registerFaults),
    ...billingFaults(model),
    ...twiceFaults(model),
    ...(model.protocol === "modbus"
      ? model.registers.flatMap((register, n) => modbusFaults(register, n, model.registersAtMost))
      : []),
  ];
}

function fault(subject: string, message: string, remedy?: string): Fault {
  const code = "meter-model.rule";
  return remedy === undefined ? { code, subject, message } : { code, subject, message, remedy };
}

function registerFaults(
  { quantity, unit, role, resolution, digits }: MeterModel["registers"][number],
  n: number,
): Fault[] {
  const at = `registers[${n}]`;
  const units = unitsOfQuantity(quantity);
  if (!units) {
    const remedy = "choose one of the words of the list, like energyDelivered or voltageL1";
    return [fault(`${at}.quantity`, `${quantity} is no quantity`, remedy)];
  }
  const faults: Fault[] = [];
  if (!units.includes(unit)) {
    const right = units.map((u) => u || "no unit").join(", ");
    const remedy = `write ${quantity} in ${right}`;
    faults.push(fault(`${at}.unit`, `${quantity} is not given in ${unit || "no unit"}`, remedy));
  }
  if (role !== "billing") return faults;
  if (!isBillable(quantity)) {
    const remedy = `it must be ${BILLABLE_QUANTITIES.join(", ")}, or a tariff register of them`;
    faults.push(fault(`${at}.role`, `${quantity} cannot be billed`, remedy));
  }
  if (resolution === undefined || digits === undefined) {
    faults.push(fault(at, "a billing register needs resolution and digits"));
  } else if (/^-|^0(\.0+)?$/.test(resolution)) {
    faults.push(fault(`${at}.resolution`, "is not above zero"));
  }
  return faults;
}

/** A meter may count several things that are billed; its first billing register is the main one. */
function billingFaults({ registers, confidence }: MeterModel): Fault[] {
  const billing = registers.filter(({ role }) => role === "billing");
  if (billing.length === 0 && confidence !== "C") {
    return [fault("registers", "none has the role billing", "give it to the main counter")];
  }
  return [];
}

function twiceFaults({ registers }: MeterModel): Fault[] {
  const seen = new Set<string>();
  return registers.flatMap(({ quantity }, n) => {
    if (seen.has(quantity)) return [fault(`registers[${n}].quantity`, `${quantity} stands twice`)];
    seen.add(quantity);
    return [];
  });
}

function modbusFaults(register: ModbusRegister, n: number, registersAtMost: number): Fault[] {
  const { type, functionCode } = register;
  const at = `registers[${n}]`;
  const { start, end } = spanOf(register);
  const faults: Fault[] = [];
  if (end > 0x1_0000) faults.push(fault(`${at}.address`, "ends after the last address, 65535"));
  if (end - start > registersAtMost) {
    faults.push(fault(at, `one request cannot read it: it may ask for ${registersAtMost}`));
  }
  if ((type === "bit") !== functionCode <= 2) {
    faults.push(
      fault(`${at}.type`, "coils and discrete inputs are of the type bit, and only they"),
    );
  }
  const digits = 4 * WORDS_OF_TYPE[type];
  for (const code of register.noValue ?? []) {
    if (code.length !== digits) {
      faults.push(fault(`${at}.noValue`, `${code} is not ${digits} hexadecimal digits`));
    }
  }
  return faults;
}
