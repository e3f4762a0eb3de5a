import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { LineTransport } from "#domain/metering/line-transport.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { loadCatalogue } from "#drivers/catalogue.ts";
import type { LineConnection } from "#drivers/line-connection.ts";
import { openLine } from "#drivers/open-line.ts";
import { answerOn, type WireDevice } from "#simulator/wire-gateway.ts";

const SERIAL = { baudRate: 115_200, dataBits: 8, parity: "none", stopBits: 1 } as const;

let catalogue: readonly MeterModel[] | undefined;

/** The kind of model that speaks a protocol. */
type ModelOf<Protocol, Model = MeterModel> = Model extends { readonly protocol: infer Spoken }
  ? Protocol extends Spoken
    ? Model
    : never
  : never;

/** The entry of the catalogue with that id, which is of that protocol. */
export function modelOf<Protocol extends MeterModel["protocol"]>(
  id: string,
  protocol: Protocol,
): ModelOf<Protocol> {
  catalogue ??= loadCatalogue(join(import.meta.dirname, "../../catalogue/meters"));
  const model = catalogue.find((entry) => entry.id === id);
  if (model?.protocol !== protocol) throw new RangeError(`no ${protocol} model ${id}`);
  // Just compared; the compiler does not narrow by a type parameter.
  return model as ModelOf<Protocol>;
}

/** Serves a wire on a port of loopback until the test ends; one connection hears as another. */
export async function serveWire(
  t: TestContext,
  serve: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly sockets: ReadonlySet<Socket> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    serve(socket);
  }).listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  // A TCP server's address is never a string.
  return { port: (server.address() as AddressInfo).port, sockets };
}

/** The transport of a serial server on loopback. */
export function serialServer(
  port: number,
  timeoutMs: number,
): LineTransport & { kind: "serial-server" } {
  return { kind: "serial-server", host: "127.0.0.1", port, timeoutMs, serial: SERIAL };
}

/** A line to simulated meters behind a serial server. */
export async function lineTo(
  t: TestContext,
  device: WireDevice,
  timeoutMs = 300,
): Promise<LineConnection> {
  const { port } = await serveWire(t, (socket) => answerOn(socket, device));
  const line = openLine(serialServer(port, timeoutMs));
  t.after(() => line.close());
  return line;
}

/** The transport of a serial port. */
export function serialPort(
  path: string,
  timeoutMs: number,
): LineTransport & { kind: "serial-port" } {
  return { kind: "serial-port", path, timeoutMs, serial: SERIAL };
}
