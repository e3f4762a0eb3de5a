import type { ModbusModel } from "#domain/metering/meter-model.ts";
import type { MeterRegister, ModbusRegister } from "#domain/metering/meter-register.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import type { MeterOnLine, MeterReader } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import type { ProtocolSession, SessionOptions } from "#drivers/protocol-session.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { ModbusConnection } from "./modbus-connection.ts";
import { ModbusExceptionError } from "./modbus-frame.ts";
import { planBlocks } from "./plan-blocks.ts";
import { type MeterBlocks, readMeter, type UnitPlace } from "./read-meter.ts";
import { scanUnits } from "./scan-units.ts";
import { findSunspecModel } from "./sunspec.ts";

/** Modbus TCP to a gateway. */
export function openModbusTcp(stream: ByteStream, options: SessionOptions): ProtocolSession {
  return sessionOf(new ModbusConnection(stream, { ...options, framing: "tcp" }));
}

/** Modbus RTU on a wire. */
export function openModbusRtu(stream: ByteStream, { timeoutMs }: SessionOptions): ProtocolSession {
  return sessionOf(new ModbusConnection(stream, { timeoutMs, framing: "rtu" }));
}

function sessionOf(connection: ModbusConnection): ProtocolSession {
  return {
    meter: (meter) => new ModbusMeterReader(connection, meter),
    scan: (options) => scanUnits(connection, options),
    willAsk: (atOnce) => connection.willAsk(atOnce),
  };
}

/** Reads one Modbus meter; remembers the blocks that it refuses and where its SunSpec map begins. */
class ModbusMeterReader implements MeterReader {
  readonly #connection: ModbusConnection;
  readonly #model: ModbusModel;
  readonly #unitAddress: number;
  readonly #shift: number;
  readonly #blocks = new WeakMap<readonly MeterRegister[], MeterBlocks>();
  #sunspecStart: number | undefined;

  constructor(connection: ModbusConnection, { model, address }: MeterOnLine) {
    if (model.protocol !== "modbus") {
      throw new LineError("unsupported", `${model.id} is not read by Modbus`);
    }
    const [unit = "", input = "1"] = address.split("/");
    this.#connection = connection;
    this.#model = model;
    this.#unitAddress = Number(unit);
    this.#shift = (model.inputs?.step ?? 0) * (Number(input) - 1);
  }

  async read(
    registers: readonly MeterRegister[],
    patienceMs?: number,
  ): Promise<readonly RegisterValue[]> {
    const { sunspec } = this.#model;
    const unitAddress = this.#unitAddress;
    if (!sunspec) return this.#readAt(registers, { shift: this.#shift, patienceMs });
    this.#sunspecStart ??= await findSunspecModel(this.#connection, unitAddress, sunspec);
    try {
      return await this.#readAt(registers, { shift: this.#sunspecStart, patienceMs });
    } catch (error) {
      // Another firmware may have its blocks elsewhere.
      if (error instanceof ModbusExceptionError) this.#sunspecStart = undefined;
      throw error;
    }
  }

  #readAt(
    registers: readonly MeterRegister[],
    how: Pick<UnitPlace, "shift" | "patienceMs">,
  ): Promise<RegisterValue[]> {
    let blocks = this.#blocks.get(registers);
    if (!blocks) {
      blocks = { blocks: planBlocks(this.#model, registers.filter(isModbus)) };
      this.#blocks.set(registers, blocks);
    }
    return readMeter(this.#connection, { unitAddress: this.#unitAddress, ...how }, blocks);
  }
}

function isModbus(register: MeterRegister): register is ModbusRegister {
  return "functionCode" in register;
}
