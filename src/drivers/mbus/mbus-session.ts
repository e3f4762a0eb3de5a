import type { MeterRegister, MbusRegister } from "#domain/metering/meter-register.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import type { MeterOnLine, MeterReader } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import type { ProtocolSession, SessionOptions } from "#drivers/protocol-session.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { MbusLink, SELECTED } from "./mbus-link.ts";
import { mbusRegisterValue } from "./mbus-register.ts";
import type { MbusTelegram } from "./mbus-telegram.ts";
import { scanMbus } from "./scan-mbus.ts";

/** M-Bus (EN 13757-2 and -3) through a level converter or gateway. */
export function openMbus(stream: ByteStream, options: SessionOptions): ProtocolSession {
  const link = new MbusLink(stream, options);
  return {
    meter: (meter) => new MbusMeterReader(link, meter),
    scan: (scan) => scanMbus(link, scan),
  };
}

const SECONDARY = /^[0-9A-F]{16}$/;

/** Reads one M-Bus meter, all its telegrams at once. */
class MbusMeterReader implements MeterReader {
  readonly #link: MbusLink;
  readonly #address: string;
  /** It has acknowledged a reset before. */
  #acknowledges = false;

  constructor(link: MbusLink, { model, address }: MeterOnLine) {
    if (model.protocol !== "mbus") {
      throw new LineError("unsupported", `${model.id} is not read by M-Bus`);
    }
    this.#link = link;
    this.#address = address;
  }

  async read(
    registers: readonly MeterRegister[],
    patienceMs?: number,
  ): Promise<readonly RegisterValue[]> {
    const telegrams = await this.#telegrams(patienceMs);
    const values = registers.filter(isMbus).flatMap((register) => {
      const value = mbusRegisterValue(register, telegrams);
      return value === "missing" ? [] : [{ register, value }];
    });
    if (values.length === 0) {
      throw new LineError("wrong-answer", "the meter's answer has none of the model's values");
    }
    return values;
  }

  async #telegrams(patienceMs: number | undefined): Promise<MbusTelegram[]> {
    if (SECONDARY.test(this.#address)) {
      await this.#link.select(this.#address, patienceMs);
      return this.#link.telegrams(SELECTED, this.#address);
    }
    const primary = Number(this.#address);
    try {
      await this.#link.reset(primary, patienceMs);
      this.#acknowledges = true;
    } catch (error) {
      const isSilent = error instanceof LineError && error.kind === "no-answer";
      // A few meters never acknowledge: then the request for data shows whether one is there.
      if (!isSilent || this.#acknowledges) throw error;
    }
    return this.#link.telegrams(primary, undefined);
  }
}

function isMbus(register: MeterRegister): register is MbusRegister {
  return "value" in register && "storage" in register;
}
