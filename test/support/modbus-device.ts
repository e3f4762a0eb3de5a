import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { ModbusConnection } from "#drivers/modbus/modbus-connection.ts";
import { TcpByteStream } from "#drivers/tcp-byte-stream.ts";
import { rtuFrame, tcpFrame } from "#drivers/modbus/modbus-frame.ts";

/** Of the connections made here: short, and long enough for a busy machine. */
export const TIMEOUT_MS = 300;

/** Of a read of registers; several come in one piece. */
const TCP_REQUEST_BYTES = 12;

/** A request as it came from the wire. */
export interface Asked {
  readonly transactionId: number;
  readonly unitAddress: number;
  readonly address: number;
  readonly count: number;
  /** 0 for the first request that the device ever got. */
  readonly turn: number;
  /** The connection that was made last: where a serial server sends bytes that come late. */
  readonly newestSocket: () => Socket;
}

export type Device = (socket: Socket, asked: Asked) => void | Promise<void>;

/** A device on a real socket that answers as `device` says. Returns its port. */
export async function startDevice(
  t: TestContext,
  framing: "tcp" | "rtu",
  device: Device,
): Promise<number> {
  let turn = 0;
  const sockets = new Set<Socket>();
  let newest: Socket | undefined;
  // Without it the second answer of several waits for the first to be acknowledged.
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    newest = socket;
    socket.on("error", () => {});
    socket.on("data", (bytes: Buffer) => {
      const start = framing === "tcp" ? 6 : 0;
      const length = framing === "tcp" ? TCP_REQUEST_BYTES : bytes.length;
      for (let at = 0; at + length <= bytes.length; at += length) {
        void device(socket, {
          transactionId: framing === "tcp" ? bytes.readUInt16BE(at) : 0,
          unitAddress: bytes.readUInt8(at + start),
          address: bytes.readUInt16BE(at + start + 2),
          count: bytes.readUInt16BE(at + start + 4),
          turn,
          newestSocket: () => newest ?? socket,
        });
        turn += 1;
      }
    });
  });
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Milliseconds of a character at 9600 baud 8N1. */
const CHARACTER_MS = 10 / 9.6;

/** A connection to a port of this machine. */
export function connectionTo(
  port: number,
  framing: "tcp" | "rtu",
  questionsAtOnce = 1,
): ModbusConnection {
  const characterMs = framing === "tcp" ? 0 : CHARACTER_MS;
  const stream = new TcpByteStream({ host: "127.0.0.1", port, timeoutMs: TIMEOUT_MS, characterMs });
  return new ModbusConnection(stream, { timeoutMs: TIMEOUT_MS, framing, questionsAtOnce });
}

/** Such a device and a connection to it. */
export async function connectTo(t: TestContext, framing: "tcp" | "rtu", device: Device) {
  const port = await startDevice(t, framing, device);
  const connection = connectionTo(port, framing);
  t.after(() => connection.close());
  return connection;
}

/** Every register of the device shows its own address. */
function pduOf({ address, count }: Asked): Buffer {
  const pdu = Buffer.alloc(2 + 2 * count);
  pdu.writeUInt8(3, 0);
  pdu.writeUInt8(2 * count, 1);
  for (let n = 0; n < count; n += 1) pdu.writeUInt16BE(address + n, 2 + 2 * n);
  return pdu;
}

/** The right answer of such a device to what it was asked. */
export function frameOf(framing: "tcp" | "rtu", asked: Asked): Buffer {
  return framing === "tcp"
    ? tcpFrame(asked.transactionId, asked.unitAddress, pduOf(asked))
    : rtuFrame(asked.unitAddress, pduOf(asked));
}
