import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import {
  decodeAnswer,
  encodeRequest,
  ModbusFrameError,
  type RegisterRequest,
  rtuFrame,
  takeRtuAnswer,
  takeTcpFrame,
  tcpFrame,
} from "./modbus-frame.ts";

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** Of one request, and of connecting. */
  readonly timeoutMs: number;
  /** tcp: Modbus TCP; rtu: RTU frames through a transparent serial server. */
  readonly framing: "tcp" | "rtu";
}

const TRANSACTIONS = 0x1_0000;
/**
 * Silence after an RTU answer before the next request: 3.5 characters at 9600 baud are 4 ms (Modbus
 * over serial line V1.02, section 2.5.1.1). A slower line needs a serial server that keeps its own.
 */
const RTU_GAP_MS = 5;
/** A line that still chatters after so many time-outs is given up until the next request. */
const TIMEOUTS_UNTIL_SILENT_AT_MOST = 3;
/**
 * After so many time-outs in a row without a byte the other end may not know of the connection any
 * more (a gateway that lost power, a router between that forgot it): it is made anew.
 */
const UNHEARD_AT_MOST = 3;

/**
 * One connection to a gateway: one request at a time, as the half-duplex line behind it demands.
 *
 * Answers that come after their time-out are never taken for the next request's: over TCP they
 * carry the old transaction number; over RTU, which has none, the next request first waits until the
 * line has been silent for a whole time-out. (To connect anew would not do: a serial server hands a
 * late answer to whoever is connected; so a new connection begins with that silence, too.) Connects
 * by itself when it is asked, and anew when nothing is heard any more.
 */
export class ModbusConnection {
  readonly #options: ConnectionOptions;
  #socket: Socket | undefined;
  #transactionId = 0;
  #busy = false;
  /** An answer may still come. */
  #isUnsettled = false;
  #unheard = 0;
  #gap: Promise<void> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * Reads registers. Throws a ModbusExceptionError when the device refuses, and an Error that says
   * why when there is no right answer in time. Throws a RangeError when a request is under way.
   */
  async read(request: RegisterRequest): Promise<Uint16Array> {
    if (this.#busy) throw new RangeError("a line carries one request at a time");
    this.#busy = true;
    try {
      const socket = await this.#connected();
      if (this.#isUnsettled) await this.#silence(socket);
      await this.#gap;
      return decodeAnswer(await this.#exchange(socket, request), request);
    } catch (error) {
      if (error instanceof ModbusFrameError) this.#distrust();
      throw error;
    } finally {
      if (this.#options.framing === "rtu") this.#gap = pause(RTU_GAP_MS);
      this.#busy = false;
    }
  }

  /** Drops the connection; the next request connects anew. */
  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** After bytes that answer nothing, more of them may come. */
  #distrust(): void {
    if (this.#options.framing === "rtu") this.#isUnsettled = true;
    else this.close();
  }

  async #silence(socket: Socket): Promise<void> {
    const { timeoutMs } = this.#options;
    await new Promise<void>((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(quiet);
        clearTimeout(limit);
        socket.off("data", onData);
        socket.off("close", onClose);
        finish();
      };
      const onData = () => quiet.refresh();
      const onClose = () => settle(() => reject(new Error("the connection was closed")));
      const quiet = setTimeout(() => settle(resolve), timeoutMs);
      const limit = setTimeout(
        () => settle(() => reject(new Error("the line does not fall silent"))),
        timeoutMs * TIMEOUTS_UNTIL_SILENT_AT_MOST,
      );
      socket.on("data", onData);
      socket.on("close", onClose);
    });
    this.#isUnsettled = false;
  }

  async #connected(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const { host, port, timeoutMs } = this.#options;
    const socket = connect({ host, port, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`no connection to ${host}:${port} within ${timeoutMs} ms`));
      }, timeoutMs);
      socket.once("connect", () => {
        clearTimeout(timer);
        resolve();
      });
      socket.once("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        reject(new Error(`no connection to ${host}:${port} (${error.code ?? error.message})`));
      });
    });
    // What comes between two requests is late or unasked for: nobody listens, it is discarded.
    socket.on("data", () => {});
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    this.#socket = socket;
    this.#unheard = 0;
    this.#isUnsettled = this.#options.framing === "rtu";
    return socket;
  }

  #exchange(socket: Socket, request: RegisterRequest): Promise<Buffer> {
    const { framing, timeoutMs } = this.#options;
    this.#transactionId = (this.#transactionId + 1) % TRANSACTIONS;
    const transactionId = this.#transactionId;
    const pdu = encodeRequest(request);
    const frame =
      framing === "tcp"
        ? tcpFrame(transactionId, request.unitAddress, pdu)
        : rtuFrame(request.unitAddress, pdu);
    return new Promise((resolve, reject) => {
      let received: Buffer = Buffer.alloc(0);
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        socket.off("data", onData);
        socket.off("close", onClose);
        finish();
      };
      const onClose = () => settle(() => reject(new Error("the connection was closed")));
      const onData = (chunk: Buffer) => {
        this.#unheard = 0;
        received = Buffer.concat([received, chunk]);
        try {
          if (framing === "rtu") {
            const answer = takeRtuAnswer(received, request);
            if (answer) settle(() => resolve(answer));
            return;
          }
          for (;;) {
            const taken = takeTcpFrame(received);
            if (!taken) return;
            received = taken.rest;
            const { answer } = taken;
            if (answer.transactionId !== transactionId) continue;
            if (answer.unitAddress !== request.unitAddress) {
              throw new ModbusFrameError("another unit answered");
            }
            settle(() => resolve(answer.pdu));
            return;
          }
        } catch (error) {
          settle(() => reject(error as Error));
        }
      };
      const timer = setTimeout(() => {
        // Over TCP the rest of half a frame would be taken for the start of the next one.
        if (framing === "rtu" || received.length > 0) this.#distrust();
        this.#unheard += 1;
        if (this.#unheard >= UNHEARD_AT_MOST) this.close();
        settle(() => reject(new Error(`no answer within ${timeoutMs} ms`)));
      }, timeoutMs);
      socket.on("data", onData);
      socket.on("close", onClose);
      socket.write(frame);
    });
  }
}
