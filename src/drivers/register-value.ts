import type { Decimal } from "#domain/core/decimal.ts";
import type { MeterRegister } from "#domain/metering/meter-register.ts";

/** What one register of a meter shows; undefined where it has no value now. */
export interface RegisterValue {
  readonly register: MeterRegister;
  /** In the register's unit, exact as the device gave it. */
  readonly value: Decimal | undefined;
  /** Of Modbus: its words as they came. */
  readonly words?: Uint16Array;
}
