import { readSync } from "node:fs";
import type { LinuxPortBinding } from "@serialport/bindings-cpp";
import { characterMs, type SerialPortTransport } from "#domain/metering/line-transport.ts";
import type { ByteStream, WireTap } from "./byte-stream.ts";
import { LineError } from "./line-error.ts";

/** More than any frame; what is more comes with the next turn. */
const READ_BYTES = 4_096;

/**
 * A serial port of this machine. The native binding opens and sets it and tells when bytes are
 * there; they are read here. (The binding's own reading lets bytes lie under Node 26 until a timer
 * comes along, and never ends when the plug is pulled: docs/decisions/serial-port.md.)
 */
export class SerialByteStream implements ByteStream {
  readonly characterMs: number;
  onBytes: ((bytes: Buffer) => void) | undefined;
  onClosed: (() => void) | undefined;
  tap: WireTap | undefined;
  silenceDueMs = 0;
  readonly #transport: SerialPortTransport;
  #port: LinuxPortBinding | undefined;
  /** The port can be opened again only when the system has let it go. */
  #closing: Promise<void> | undefined;

  constructor(transport: SerialPortTransport) {
    this.#transport = transport;
    this.characterMs = characterMs(transport.serial);
  }

  get isOpen(): boolean {
    return this.#port !== undefined;
  }

  async open(): Promise<void> {
    await this.#closing;
    if (this.#port) return;
    const port = await openedPort(this.#transport);
    this.#port = port;
    this.#await(port);
  }

  write(bytes: Uint8Array): void {
    this.tap?.("sent", bytes);
    const port = this.#port;
    port?.write(Buffer.from(bytes)).catch(() => this.#lost(port));
  }

  close(): void {
    const port = this.#port;
    this.#port = undefined;
    if (!port?.isOpen) return;
    // Whatever the system says to it, the port is no longer ours.
    this.#closing = port.close().catch(() => {});
  }

  #await(port: LinuxPortBinding): void {
    port.poller.once("readable", (error: Error | null) => {
      // The native call comes between two turns of the event loop: what is to go on gets its own.
      setImmediate(() => {
        if (this.#port !== port) return;
        if (error) this.#lost(port);
        else this.#read(port);
      });
    });
  }

  #read(port: LinuxPortBinding): void {
    const bytes = Buffer.allocUnsafe(READ_BYTES);
    const count = readAtOnce(port.fd, bytes);
    // Ready to be read and nothing there: the other end has hung up.
    if (count === 0 || count === "failed") {
      this.#lost(port);
      return;
    }
    if (count !== "later") {
      const received = bytes.subarray(0, count);
      this.tap?.("received", received);
      this.onBytes?.(received);
    }
    if (this.#port === port) this.#await(port);
  }

  #lost(port: LinuxPortBinding): void {
    if (this.#port !== port) return;
    this.close();
    this.onClosed?.();
  }
}

function readAtOnce(fd: number | null, bytes: Buffer): number | "later" | "failed" {
  if (fd === null) return "failed";
  try {
    return readSync(fd, bytes);
  } catch (error) {
    const isLater = error instanceof Error && "code" in error && error.code === "EAGAIN";
    return isLater ? "later" : "failed";
  }
}

async function openedPort({ path, serial }: SerialPortTransport): Promise<LinuxPortBinding> {
  // Only who has a serial port needs the native part; a machine without it reads all other lines.
  const { LinuxBinding } = await import("@serialport/bindings-cpp");
  try {
    return await LinuxBinding.open({ path, ...serial });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new LineError("not-connected", whyNotOpened(path, message));
  }
}

function whyNotOpened(path: string, message: string): string {
  if (/no such file/i.test(message)) {
    return `there is no serial port ${path}: is the adapter plugged in?`;
  }
  if (/permission denied/i.test(message)) {
    return `the serial port ${path} may not be opened by this user: add it to the group that owns the port, mostly dialout`;
  }
  if (/lock|busy|temporarily unavailable/i.test(message)) {
    return `another program has the serial port ${path} open`;
  }
  return `the serial port ${path} cannot be opened (${message})`;
}
