import { Decimal } from "#domain/core/decimal.ts";
import type { MeterRegister, ObisRegister } from "#domain/metering/meter-register.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import type { MeterOnLine, MeterReader, ScanOptions, ScanStep } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import type { ProtocolSession, SessionOptions } from "#drivers/protocol-session.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { type Readout, readoutValue, takeReadout } from "./readout.ts";

/** The reaction time of IEC 62056-21 is 200 ms at least before the next message. */
const GAP_MS = 200;
/** A read-out of this many characters is awaited. */
const READOUT_CHARACTERS = 4_096;
const IDENTIFICATION_CHARACTERS = 64;
/** A character of 7E1 has ten bits. */
const BITS_PER_CHARACTER = 10;
/** The speeds that a meter can be told to go on with, by their digit. */
const SPEEDS = [300, 600, 1_200, 2_400, 4_800, 9_600, 19_200] as const;
const MS_PER_SECOND = 1_000;

/**
 * IEC 62056-21 mode C on a wire: the meter is called, says who it is, and is told to read itself
 * out at the speed that the line already has, which every optical head and serial server can.
 */
export function openIec62056(stream: ByteStream, options: SessionOptions): ProtocolSession {
  const link = new Iec62056Link(stream, options);
  return {
    meter: (meter) => new Iec62056MeterReader(link, meter),
    scan: (scan) => scanIec62056(link, scan),
  };
}

class Iec62056Link {
  readonly #line: HalfDuplex;
  readonly #timeoutMs: number;
  readonly #characterMs: number;

  constructor(stream: ByteStream, { timeoutMs }: SessionOptions) {
    this.#line = new HalfDuplex(stream, { timeoutMs, answers: "unnumbered", gapMs: GAP_MS });
    this.#timeoutMs = timeoutMs;
    this.#characterMs = stream.characterMs;
  }

  /** The identification of the meter with that address; of the only one where it is empty. */
  identify(address: string): Promise<string> {
    const waitMs = this.#timeoutMs + Math.ceil(IDENTIFICATION_CHARACTERS * this.#characterMs);
    return this.#line.ask(Buffer.from(`/?${address}!\r\n`, "latin1"), takeIdentification, waitMs);
  }

  async readout(address: string): Promise<Readout> {
    await this.identify(address);
    const baudRate = (BITS_PER_CHARACTER * MS_PER_SECOND) / Math.max(this.#characterMs, 0.01);
    const speed = SPEEDS.findLastIndex((known) => known <= baudRate * 1.05);
    const acknowledgement = Buffer.from(`\u00060${Math.max(0, speed)}0\r\n`, "latin1");
    const waitMs = this.#timeoutMs + Math.ceil(READOUT_CHARACTERS * this.#characterMs);
    return this.#line.ask(acknowledgement, takeWhole, waitMs);
  }
}

function takeWhole(received: Buffer): { readonly answer: Readout } | undefined {
  const readout = takeReadout(received);
  return readout && { answer: readout };
}

/** `/` three letters of the maker, the digit of its speed, and its name. */
function takeIdentification(received: Buffer): { readonly answer: string } | undefined {
  const text = Buffer.from(received.map((byte) => byte & 0x7f)).toString("latin1");
  // The question itself may come back; it has ? where a maker has a letter.
  const match = /\/([A-Za-z]{3}[0-9A-I][^\r\n]{0,64})\r?\n/.exec(text);
  return match ? { answer: match[1] ?? "" } : undefined;
}

/** Reads one meter, all it prints at once. */
class Iec62056MeterReader implements MeterReader {
  readonly #link: Iec62056Link;
  readonly #address: string;

  constructor(link: Iec62056Link, { model, address }: MeterOnLine) {
    if (model.protocol !== "iec62056-21") {
      throw new LineError("unsupported", `${model.id} is not read by IEC 62056-21`);
    }
    this.#link = link;
    this.#address = address;
  }

  async read(registers: readonly MeterRegister[]): Promise<readonly RegisterValue[]> {
    const { lines } = await this.#link.readout(this.#address);
    const values = registers.filter(isObis).flatMap((register) => {
      const value = readoutValue(lines, register);
      if (value === "missing") return [];
      const scaled = value?.times(Decimal.parse(register.scale)).normalized();
      return [{ register, value: scaled }];
    });
    if (values.length > 0) return values;
    throw new LineError("wrong-answer", "the meter's read-out has none of the model's values");
  }
}

function isObis(register: MeterRegister): register is ObisRegister {
  return "obis" in register;
}

/** Calls whoever is there without an address: an optical head sits on one meter. */
async function* scanIec62056(
  link: Iec62056Link,
  { catalogue }: ScanOptions,
): AsyncGenerator<ScanStep> {
  try {
    const saysOfItself = await link.identify("");
    const modelIds = catalogue
      .filter(({ protocol }) => protocol === "iec62056-21")
      .map(({ id }) => id);
    yield { done: 1, asked: "everyone", found: { address: "", saysOfItself, modelIds } };
  } catch (error) {
    if (!(error instanceof LineError) || error.kind === "not-connected") throw error;
    if (error.kind === "no-answer") yield { done: 1, asked: "everyone" };
    else yield { done: 1, asked: "everyone", problem: error.kind };
  }
}
