import type { Dlt645Register, MeterRegister } from "#domain/metering/meter-register.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import type { MeterOnLine, MeterReader } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import type { ProtocolSession, SessionOptions } from "#drivers/protocol-session.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { Dlt645Link } from "./dlt645-link.ts";
import type { Dlt645Edition } from "./dlt645-question.ts";
import { dlt645Value } from "./dlt645-value.ts";
import { scanDlt645 } from "./scan-dlt645.ts";

/** DL/T 645-1997 on a wire. */
export function openDlt645Of1997(stream: ByteStream, options: SessionOptions): ProtocolSession {
  return sessionOf(stream, "1997", options);
}

/** DL/T 645-2007 on a wire. */
export function openDlt645Of2007(stream: ByteStream, options: SessionOptions): ProtocolSession {
  return sessionOf(stream, "2007", options);
}

function sessionOf(
  stream: ByteStream,
  edition: Dlt645Edition,
  { timeoutMs }: SessionOptions,
): ProtocolSession {
  const link = new Dlt645Link(stream, { edition, timeoutMs });
  return {
    meter: (meter) => new Dlt645MeterReader(link, meter),
    scan: (options) => scanDlt645(link, options),
  };
}

/** Reads one meter, one data identifier after the other. */
class Dlt645MeterReader implements MeterReader {
  readonly #link: Dlt645Link;
  readonly #address: string;
  /** Identifiers that the meter refused: not asked for again. */
  readonly #refused = new Set<string>();

  constructor(link: Dlt645Link, { model, address }: MeterOnLine) {
    if (model.protocol !== `dlt645-${link.edition}`) {
      throw new LineError("unsupported", `${model.id} is not read by DL/T 645-${link.edition}`);
    }
    this.#link = link;
    this.#address = address;
  }

  async read(
    registers: readonly MeterRegister[],
    patienceMs?: number,
  ): Promise<readonly RegisterValue[]> {
    const values: RegisterValue[] = [];
    let refusal: LineError | undefined;
    for (const [identifier, group] of byIdentifier(registers.filter(isDlt645))) {
      if (this.#refused.has(identifier)) continue;
      try {
        const data = await this.#link.data(this.#address, identifier, patienceMs);
        values.push(...group.map((register) => ({ register, value: valueOf(register, data) })));
      } catch (error) {
        if (!(error instanceof LineError) || error.kind !== "refused") throw error;
        refusal = error;
        this.#refused.add(identifier);
      }
    }
    if (values.length > 0) return values;
    // A meter that refuses everything is asked again: it may be busy with something else.
    this.#refused.clear();
    throw refusal ?? new LineError("wrong-answer", "the model names no value that can be read");
  }
}

function byIdentifier(registers: readonly Dlt645Register[]): Map<string, Dlt645Register[]> {
  return Map.groupBy(registers, ({ dataIdentifier }) => dataIdentifier.toUpperCase());
}

function valueOf(register: Dlt645Register, data: Buffer): Decimal | undefined {
  const { bytes, offset = 0, signed = false, scale } = register;
  const raw = dlt645Value(data, { bytes, offset, isSigned: signed });
  return raw?.times(Decimal.parse(scale)).normalized();
}

function isDlt645(register: MeterRegister): register is Dlt645Register {
  return "dataIdentifier" in register && !("unitCodeOffset" in register);
}
