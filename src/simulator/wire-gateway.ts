import { createServer, type Server, type Socket } from "node:net";

/** What answers on a wire, whoever carries the bytes: a socket, a pseudo-terminal. */
export interface WireDevice {
  /**
   * The answers to what was received so far, in their order, and how many of the received bytes
   * need not be given again.
   */
  hear(received: Buffer): { readonly answers: readonly Buffer[]; readonly heard: number };
}

/** Bytes that belong to no request are kept no longer than this. */
const UNHEARD_BYTES_AT_MOST = 4_096;

/**
 * A serial server on loopback with meters behind it: what comes in at its port goes to the wire,
 * and what the meters answer comes back.
 */
export class WireGateway {
  readonly #device: WireDevice;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  constructor(device: WireDevice) {
    this.#device = device;
  }

  get port(): number {
    return this.#port;
  }

  async start(host: string): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host, port: 0 }, resolve);
    });
    const address = server.address();
    if (address && typeof address === "object") this.#port = address.port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    answerOn(socket, this.#device);
  }
}

/** Lets a device answer what comes on a stream of bytes. */
export function answerOn(
  wire: {
    on(event: "data", listener: (bytes: Buffer) => void): unknown;
    write(bytes: Buffer): unknown;
  },
  device: WireDevice,
): void {
  let received: Buffer = Buffer.alloc(0);
  wire.on("data", (bytes: Buffer) => {
    const { answers, heard } = device.hear(Buffer.concat([received, bytes]));
    received = Buffer.concat([received, bytes]).subarray(heard).subarray(-UNHEARD_BYTES_AT_MOST);
    for (const answer of answers) wire.write(answer);
  });
}
