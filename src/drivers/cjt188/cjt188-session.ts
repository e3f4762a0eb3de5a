import type { Cjt188Register, MeterRegister } from "#domain/metering/meter-register.ts";
import { askForFrame } from "#drivers/ask-for-frame.ts";
import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import type { MeterOnLine, MeterReader, ScanOptions, ScanStep } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import type { ProtocolSession, SessionOptions } from "#drivers/protocol-session.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { encodeCjt188, searchCjt188 } from "./cjt188-frame.ts";
import {
  answerIn,
  type Cjt188Question,
  EVERY_ADDRESS,
  EVERY_TYPE,
  type IdentifierOrder,
  questionFrame,
  READ_ADDRESS,
} from "./cjt188-question.ts";
import { cjt188Value } from "./cjt188-value.ts";

/** Between two frames the line is silent for so long, as in DL/T 645. */
const GAP_MS = 20;
/** The longest answer and its FEs are under way for so many characters. */
const FRAME_CHARACTERS = 120;
/** A meter answers within 500 ms; the frame itself takes 75 ms at 2400 baud. */
const SCAN_TIMEOUT_MS = 700;
const SEQUENCES = 255;

type Asked = Omit<Cjt188Question, "sequence">;

/** CJ/T 188 on a wire. */
export function openCjt188(stream: ByteStream, options: SessionOptions): ProtocolSession {
  const link = new Cjt188Link(stream, options);
  return {
    meter: (meter) => new Cjt188MeterReader(link, meter),
    scan: (scan) => scanCjt188(link, scan),
  };
}

class Cjt188Link {
  readonly #line: HalfDuplex;
  readonly #timeoutMs: number;
  #sequence = 0;

  constructor(stream: ByteStream, { timeoutMs }: SessionOptions) {
    this.#line = new HalfDuplex(stream, { timeoutMs, answers: "unnumbered", gapMs: GAP_MS });
    this.#timeoutMs = timeoutMs + Math.ceil(FRAME_CHARACTERS * stream.characterMs);
  }

  /** So long as a scan waits, or as long as the line does where that is shorter. */
  waitOf(scanMs: number): number {
    return Math.min(scanMs, this.#timeoutMs);
  }

  ask(asked: Asked, timeoutMs = this.#timeoutMs): Promise<ReturnType<typeof answerIn>> {
    this.#sequence = (this.#sequence % SEQUENCES) + 1;
    const question = { ...asked, sequence: this.#sequence };
    return askForFrame(this.#line, {
      bytes: encodeCjt188(questionFrame(question)),
      search: searchCjt188,
      answerIn: (frame) => answerIn(frame, question),
      timeoutMs,
    });
  }
}

/** Reads one meter; finds out in which order it wants the identifier. */
class Cjt188MeterReader implements MeterReader {
  readonly #link: Cjt188Link;
  readonly #address: string;
  readonly #meterType: number;
  #order: IdentifierOrder = "high-first";
  #hasAnswered = false;

  constructor(link: Cjt188Link, { model, address }: MeterOnLine) {
    if (model.protocol !== "cjt188") {
      throw new LineError("unsupported", `${model.id} is not read by CJ/T 188`);
    }
    this.#link = link;
    this.#address = address;
    this.#meterType = Number.parseInt(model.meterType, 16);
  }

  async read(
    registers: readonly MeterRegister[],
    patienceMs?: number,
  ): Promise<readonly RegisterValue[]> {
    const values: RegisterValue[] = [];
    const groups = Map.groupBy(registers.filter(isCjt188), ({ dataIdentifier }) => dataIdentifier);
    for (const [identifier, group] of groups) {
      const data = await this.#data(identifier, patienceMs);
      values.push(...group.map((register) => ({ register, value: cjt188Value(register, data) })));
    }
    if (values.length > 0) return values;
    throw new LineError("wrong-answer", "the model names no value that can be read");
  }

  async #data(identifier: string, patienceMs: number | undefined): Promise<Buffer> {
    const [meterType, address] = [this.#meterType, this.#address];
    try {
      const asked = { meterType, address, identifier, order: this.#order };
      const { data } = await this.#link.ask(asked, patienceMs);
      this.#hasAnswered = true;
      return data;
    } catch (error) {
      // One that never answered may want the identifier the other way round: next time.
      if (!this.#hasAnswered) {
        this.#order = this.#order === "high-first" ? "low-first" : "high-first";
      }
      throw error;
    }
  }
}

function isCjt188(register: MeterRegister): register is Cjt188Register {
  return "dataIdentifier" in register && "offset" in register;
}

/**
 * Asks whoever is there for its address: CJ/T 188 has no way to tell several meters apart, so that
 * they must be connected one by one, or their numbers be read off their faces.
 */
async function* scanCjt188(link: Cjt188Link, { catalogue }: ScanOptions): AsyncGenerator<ScanStep> {
  for (const order of ["high-first", "low-first"] as const) {
    const question = { meterType: EVERY_TYPE, address: EVERY_ADDRESS, identifier: READ_ADDRESS };
    const done = order === "high-first" ? 0.5 : 1;
    try {
      const answer = await link.ask({ ...question, order }, link.waitOf(SCAN_TIMEOUT_MS));
      const { address, meterType } = answer;
      const type = meterType.toString(16).padStart(2, "0").toUpperCase();
      const modelIds = catalogue
        .filter((model) => model.protocol === "cjt188" && model.meterType.toUpperCase() === type)
        .map(({ id }) => id);
      const saysOfItself = `type ${type}`;
      const found = { address, saysOfItself, modelIds, serialNumber: address };
      yield { done: 1, asked: "everyone", found };
      return;
    } catch (error) {
      if (!(error instanceof LineError) || error.kind === "not-connected") throw error;
      if (error.kind === "no-answer") yield { done, asked: "everyone" };
      else yield { done, asked: "everyone", problem: error.kind };
    }
  }
}
