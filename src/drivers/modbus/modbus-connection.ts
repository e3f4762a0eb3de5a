import type { ByteStream } from "#drivers/byte-stream.ts";
import { HalfDuplex } from "#drivers/half-duplex.ts";
import { LineError } from "#drivers/line-error.ts";
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
  tcpFrame,
} from "./modbus-frame.ts";

export interface ConnectionOptions {
  /** Of one request. */
  readonly timeoutMs: number;
  /** tcp: Modbus TCP; rtu: RTU frames, through a serial server or on a serial port. */
  readonly framing: "tcp" | "rtu";
}

const TRANSACTIONS = 0x1_0000;
/** The silence that ends a frame: Modbus over serial line V1.02, section 2.5.1.1. */
const SILENT_CHARACTERS = 3.5;
/** Above 19200 baud the silence is fixed, by the same section. */
const SILENCE_AT_LEAST_MS = 1.75;

interface Question {
  readonly unitAddress: number;
  readonly pdu: Buffer;
  readonly timeoutMs: number | undefined;
  /** Of answers that are not registers. */
  readonly lengthOf?: (pdu: Buffer) => number | undefined;
}

/**
 * A Modbus master on one line: one request at a time, as the half-duplex line demands. Answers that
 * come after their time-out are never taken for the next request's: over TCP they carry the old
 * transaction number, over RTU the next request waits until the line has been silent.
 */
export class ModbusConnection {
  readonly #framing: ConnectionOptions["framing"];
  readonly #line: HalfDuplex;
  #transactionId = 0;

  constructor(stream: ByteStream, { timeoutMs, framing }: ConnectionOptions) {
    this.#framing = framing;
    const silenceMs = Math.max(SILENT_CHARACTERS * stream.characterMs, SILENCE_AT_LEAST_MS);
    this.#line = new HalfDuplex(stream, {
      timeoutMs,
      answers: framing === "tcp" ? "numbered" : "unnumbered",
      gapMs: framing === "tcp" ? 0 : silenceMs,
    });
  }

  /**
   * Reads registers. Throws a ModbusExceptionError when the device refuses, a LineError that says
   * why when there is no right answer within the line's time-out or the one given here, a
   * RangeError when a request is under way.
   */
  async read(request: RegisterRequest, timeoutMs?: number): Promise<Uint16Array> {
    const { unitAddress } = request;
    const answer = await this.#ask({ unitAddress, pdu: encodeRequest(request), timeoutMs });
    return this.#decoded(() => decodeAnswer(answer, request));
  }

  /** Asks a device who it is. Throws as `read` does. */
  async identify(unitAddress: number, timeoutMs?: number): Promise<DeviceIdentity> {
    const lengthOf = identityLength;
    const answer = await this.#ask({ unitAddress, pdu: IDENTITY_REQUEST, timeoutMs, lengthOf });
    return this.#decoded(() => decodeIdentity(answer));
  }

  #decoded<T>(decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (error instanceof LineError && error.kind !== "refused") this.#line.distrust();
      throw error;
    }
  }

  /** Drops the connection; the next request connects anew. */
  close(): void {
    this.#line.close();
  }

  #ask(question: Question): Promise<Buffer> {
    return this.#framing === "tcp" ? this.#overTcp(question) : this.#overRtu(question);
  }

  #overTcp({ unitAddress, pdu, timeoutMs }: Question): Promise<Buffer> {
    this.#transactionId = (this.#transactionId + 1) % TRANSACTIONS;
    const expected = { transactionId: this.#transactionId, unitAddress };
    const frame = tcpFrame(expected.transactionId, unitAddress, pdu);
    return this.#line.ask(frame, (received) => takeTcpAnswer(received, expected), timeoutMs);
  }

  #overRtu(question: Question): Promise<Buffer> {
    const { unitAddress, pdu, timeoutMs, lengthOf } = question;
    const frame = rtuFrame(unitAddress, pdu);
    const take = (received: Buffer) => {
      // Some converters for two wires hear what they send: the request itself comes back first.
      const head = received.subarray(0, frame.length);
      if (head.equals(frame.subarray(0, head.length))) {
        return head.length === frame.length ? { drop: frame.length } : undefined;
      }
      return takeRtuAnswer(received, question, lengthOf);
    };
    return this.#line.ask(frame, take, timeoutMs);
  }
}
