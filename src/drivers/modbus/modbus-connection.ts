import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import {
  decodeIdentity,
  type DeviceIdentity,
  identityLength,
  IDENTITY_REQUEST,
} from "./device-identity.ts";
import {
  decodeAnswer,
  encodeRequest,
  type RegisterRequest,
  rtuFrame,
  takeRtuAnswer,
  takeTcpAnswer,
  takeTcpRegisters,
  TCP_READ_BYTES,
  tcpFrame,
  writeTcpRead,
} from "./modbus-frame.ts";
import { QuestionsTogether, type UnitQuestion } from "./questions-together.ts";

export interface ConnectionOptions {
  /** Of one request. */
  readonly timeoutMs: number;
  /** tcp: Modbus TCP; rtu: RTU frames, through a serial server or on a serial port. */
  readonly framing: "tcp" | "rtu";
  /** Over TCP: how many questions may be under way at once; 1 where absent. */
  readonly questionsAtOnce?: number;
}

const TRANSACTIONS = 0x1_0000;
/** The silence that ends a frame: Modbus over serial line V1.02, section 2.5.1.1. */
const SILENT_CHARACTERS = 3.5;
/** Above 19200 baud the silence is fixed, by the same section. */
const SILENCE_AT_LEAST_MS = 1.75;

interface Question<Answer> extends UnitQuestion<Answer> {
  /** Of answers that are not registers. */
  readonly lengthOf?: (pdu: Buffer) => number | undefined;
}

/**
 * A Modbus master on one line: one request at a time, as the half-duplex line demands, or over TCP
 * several where that is asked for. Answers that
 * come after their time-out are never taken for the next request's: over TCP they carry the old
 * transaction number, over RTU the next request waits until the line has been silent.
 */
export class ModbusConnection {
  readonly #framing: ConnectionOptions["framing"];
  readonly #line: HalfDuplex;
  readonly #together: QuestionsTogether | undefined;
  #isAlone = false;
  #transactionId = 0;
  #spareFrame: Buffer | undefined;

  constructor(stream: ByteStream, { timeoutMs, framing, questionsAtOnce = 1 }: ConnectionOptions) {
    this.#framing = framing;
    const silenceMs = Math.max(SILENT_CHARACTERS * stream.characterMs, SILENCE_AT_LEAST_MS);
    this.#line = new HalfDuplex(stream, {
      timeoutMs,
      answers: framing === "tcp" ? "numbered" : "unnumbered",
      gapMs: framing === "tcp" ? 0 : silenceMs,
    });
    if (framing === "tcp" && questionsAtOnce > 1) {
      const numbers = (count: number) => this.#takeNumbers(count);
      const options = { atMost: questionsAtOnce, timeoutMs, numbers };
      this.#together = new QuestionsTogether(this.#line, options);
    }
  }

  /**
   * Reads registers. Throws a ModbusExceptionError when the device refuses, a LineError that says
   * why when there is no right answer within the line's time-out or the one given here, a
   * RangeError when a request is under way and the connection carries one at a time.
   */
  read(request: RegisterRequest, timeoutMs?: number): Promise<Uint16Array> {
    if (this.#framing === "tcp" && (this.#isAlone || !this.#together))
      return this.#readOverTcp(request, timeoutMs);
    return this.#ask({
      unitAddress: request.unitAddress,
      pdu: encodeRequest(request),
      decode: (pdu) => decodeAnswer(pdu, request),
      timeoutMs,
    });
  }

  /** Says how many are asked at once from now on, while nothing is: one goes a shorter way. */
  willAsk(atOnce: number): void {
    this.#isAlone = atOnce === 1;
  }

  /** Asks a device who it is. Throws as `read` does. */
  identify(unitAddress: number, timeoutMs?: number): Promise<DeviceIdentity> {
    const [pdu, decode, lengthOf] = [IDENTITY_REQUEST, decodeIdentity, identityLength];
    return this.#ask({ unitAddress, pdu, decode, timeoutMs, lengthOf });
  }

  /** Drops the connection; the next request connects anew. */
  close(): void {
    this.#line.close();
  }

  #ask<Answer>(question: Question<Answer>): Promise<Answer> {
    if (this.#together && !this.#isAlone) return this.#together.ask(question);
    return this.#framing === "tcp" ? this.#overTcp(question) : this.#overRtu(question);
  }

  /** The first of so many transaction numbers in a row. */
  #takeNumbers(count: number): number {
    const first = (this.#transactionId + 1) % TRANSACTIONS;
    this.#transactionId = (this.#transactionId + count) % TRANSACTIONS;
    return first;
  }

  /** The usual question of the usual line: little is made for it. */
  #readOverTcp(request: RegisterRequest, timeoutMs?: number): Promise<Uint16Array> {
    const transactionId = this.#takeNumbers(1);
    const frame = this.#spareFrame ?? Buffer.allocUnsafe(TCP_READ_BYTES);
    this.#spareFrame = undefined;
    writeTcpRead(frame, transactionId, request);
    const take = (received: Buffer) => {
      const taken = takeTcpRegisters(received, transactionId, request);
      // What was answered has left: its bytes are free.
      if (taken && "answer" in taken) this.#spareFrame = frame;
      return taken;
    };
    return this.#line.ask(frame, take, timeoutMs);
  }

  #overTcp<Answer>({ unitAddress, pdu, decode, timeoutMs }: Question<Answer>): Promise<Answer> {
    const expected = { transactionId: this.#takeNumbers(1), unitAddress };
    const frame = tcpFrame(expected.transactionId, unitAddress, pdu);
    const take = (received: Buffer) => {
      const taken = takeTcpAnswer(received, expected);
      return taken && "answer" in taken ? { answer: decode(taken.answer) } : taken;
    };
    return this.#line.ask(frame, take, timeoutMs);
  }

  #overRtu<Answer>(question: Question<Answer>): Promise<Answer> {
    const { unitAddress, pdu, decode, timeoutMs, lengthOf } = question;
    const frame = rtuFrame(unitAddress, pdu);
    const take = (received: Buffer) => {
      // Some converters for two wires hear what they send: the request itself comes back first.
      const head = received.subarray(0, frame.length);
      if (head.equals(frame.subarray(0, head.length))) {
        return head.length === frame.length ? { drop: frame.length } : undefined;
      }
      const taken = takeRtuAnswer(received, question, lengthOf);
      return taken && { answer: decode(taken.answer) };
    };
    return this.#line.ask(frame, take, timeoutMs);
  }
}
