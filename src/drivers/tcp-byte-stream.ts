import { connect, type Socket } from "node:net";
import type { ByteStream, WireTap } from "./byte-stream.ts";
import { LineError } from "./line-error.ts";

export interface TcpByteStreamOptions {
  readonly host: string;
  readonly port: number;
  /** Of connecting. */
  readonly timeoutMs: number;
  /** How long one character takes on the wire behind the gateway, in ms; 0 where there is none. */
  readonly characterMs: number;
}

/** More than any frame; what is more comes with the next turn. */
const READ_BYTES = 4_096;

/**
 * A TCP connection to a gateway or serial server. Bytes are taken from the socket as the system
 * hands them over (`onread`): through Node's streams an answer takes a tenth longer.
 */
export class TcpByteStream implements ByteStream {
  readonly characterMs: number;
  onBytes: ((bytes: Buffer) => void) | undefined;
  onClosed: (() => void) | undefined;
  tap: WireTap | undefined;
  silenceDueMs = 0;
  readonly #options: TcpByteStreamOptions;
  #socket: Socket | undefined;

  constructor(options: TcpByteStreamOptions) {
    this.#options = options;
    this.characterMs = options.characterMs;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  async open(): Promise<void> {
    if (this.#socket) return;
    const socket = await this.#connected();
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.onClosed?.();
    });
    this.#socket = socket;
  }

  write(bytes: Uint8Array): void {
    this.tap?.("sent", bytes);
    this.#socket?.write(bytes);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #received(socket: Socket, bytes: Buffer): void {
    // Of an earlier connection: it was given up.
    if (this.#socket !== socket) return;
    this.tap?.("received", bytes);
    this.onBytes?.(bytes);
  }

  #connected(): Promise<Socket> {
    const { host, port, timeoutMs } = this.#options;
    const shared = Buffer.allocUnsafeSlow(READ_BYTES);
    let lent = shared;
    const onread = {
      buffer: shared,
      callback: (count: number) => {
        // Answers are often as long as the last one: of the same bytes the same view.
        if (lent.length !== count) lent = shared.subarray(0, count);
        this.#received(socket, lent);
        return true;
      },
    };
    const socket: Socket = connect({ host, port, noDelay: true, keepAlive: true, onread });
    const place = `${host}:${port}`;
    return new Promise<Socket>((resolve, reject) => {
      const giveUp = () => {
        // Of a process that was held up the timer comes before the connection that stands already.
        if (!socket.connecting) return;
        socket.destroy();
        reject(new LineError("not-connected", `no connection to ${place} within ${timeoutMs} ms`));
      };
      const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
      socket.once("connect", () => {
        clearTimeout(timer);
        resolve(socket);
      });
      socket.once("error", (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        const why = error.code ?? error.message;
        reject(new LineError("not-connected", `no connection to ${place} (${why})`));
      });
    });
  }
}
