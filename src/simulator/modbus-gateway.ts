import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "#platform/clock.ts";
import { corrupted } from "./corruption.ts";
import { type LineDisturbance, UNDISTURBED, type UnpluggedAnswer } from "./line-disturbance.ts";
import {
  answerFrame,
  MODBUS_EXCEPTION,
  type ModbusRequest,
  parseRegisterRequest,
  parseRequests,
  type RegisterAnswer,
  type RegisterRequest,
} from "./modbus-answer.ts";
import { noiseAt } from "./seeded-noise.ts";

/** Requests of one connection that may wait at once; more are answered "busy". */
const WAITING_AT_MOST = 64;
const CONNECTIONS_AT_MOST = 200;
/** A client that asks and never reads is dropped when this much waits for it. */
const UNSENT_BYTES_AT_MOST = 1_000_000;

export interface ModbusGatewayOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  /** Reads the registers of a unit; undefined when there is no such unit. */
  readonly read: (unitAddress: number, request: RegisterRequest) => RegisterAnswer | undefined;
  /** Noise that decides which answers are disturbed. */
  readonly key: number;
}

/**
 * A Modbus TCP gateway with meters behind it, on a real socket. Serves any number of clients,
 * takes pipelined requests, and can be disturbed while it runs.
 */
export class ModbusGateway {
  readonly #options: ModbusGatewayOptions;
  readonly #unplugged = new Map<number, UnpluggedAnswer>();
  readonly #sockets = new Set<Socket>();
  readonly #stopping = new AbortController();
  #server: Server | undefined;
  #port: number;
  #disturbance: LineDisturbance = UNDISTURBED;
  #requests = 0;

  constructor(options: ModbusGatewayOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  /** Listens. Rejects when the port is taken. */
  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer((socket) => this.#serve(socket));
    server.maxConnections = CONNECTIONS_AT_MOST;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: this.#options.host, port: this.#port }, resolve);
    });
    const address = server.address();
    if (address && typeof address === "object") this.#port = address.port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#close();
  }

  /** The port it listens on, the same after a cut. */
  get port(): number {
    return this.#port;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Requests received since the start, answered or not. */
  get requests(): number {
    return this.#requests;
  }

  get disturbance(): LineDisturbance {
    return this.#disturbance;
  }

  /** Sets what is wrong with the line; resolves when connections are refused or taken again. */
  async disturb(disturbance: LineDisturbance): Promise<void> {
    this.#disturbance = disturbance;
    if (disturbance.cut === "refusing") await this.#close();
    else await this.start();
  }

  unplug(unitAddress: number, answer: UnpluggedAnswer): void {
    this.#unplugged.set(unitAddress, answer);
  }

  plug(unitAddress: number): void {
    this.#unplugged.delete(unitAddress);
  }

  async #close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    let rest: Buffer = Buffer.alloc(0);
    let waiting = 0;
    // A client that goes away in the middle is the client's business; "close" follows.
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      const parsed = parseRequests(rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk);
      rest = parsed.rest;
      for (const request of parsed.requests) {
        const busy = waiting >= WAITING_AT_MOST;
        waiting += 1;
        void this.#answer(socket, request, busy).finally(() => {
          waiting -= 1;
        });
      }
      if (parsed.broken || socket.writableLength > UNSENT_BYTES_AT_MOST) socket.destroy();
    });
  }

  async #answer(socket: Socket, request: ModbusRequest, busy: boolean): Promise<void> {
    this.#requests += 1;
    const draw = this.#requests;
    const { key, clock } = this.#options;
    const { delayMs, delayProbability, corruptProbability, corruptions } = this.#disturbance;
    if (delayMs > 0 && !busy && noiseAt(key, draw) < delayProbability) {
      const due = clock.now().add({ milliseconds: delayMs });
      await clock.sleepUntil(due, this.#stopping.signal);
    }
    const answer = busy ? MODBUS_EXCEPTION.busy : this.#registers(request);
    if (answer === "nothing" || this.#disturbance.cut !== "none" || socket.destroyed) return;
    const frame = answerFrame(request, answer);
    const goesWrong = noiseAt(key ^ 0xc0de, draw) < corruptProbability;
    socket.write(goesWrong ? corrupted(frame, corruptions, { key, draw }) : frame);
  }

  #registers(request: ModbusRequest): RegisterAnswer | "nothing" {
    const unplugged = this.#unplugged.get(request.unitAddress);
    if (unplugged === "silence") return "nothing";
    if (unplugged === "exception") return MODBUS_EXCEPTION.targetSilent;
    const asked = parseRegisterRequest(request.pdu);
    if (typeof asked === "number") return asked;
    return this.#options.read(request.unitAddress, asked) ?? MODBUS_EXCEPTION.targetSilent;
  }
}
