import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ModbusConnection } from "#drivers/modbus/modbus-connection.ts";
import { openLine } from "#drivers/open-line.ts";
import { TcpByteStream } from "#drivers/tcp-byte-stream.ts";
import { monotonicMs } from "#platform/clock.ts";
import type { Figure } from "../figure.ts";
import { model, REGISTERS, startGateway, TIMEOUT_MS, UNITS } from "./bench-gateway.ts";

const run$ = promisify(execFile);
/** Short and many, in turns: that both meet moments in which nobody else wants the processor. */
const ROUNDS = 40;
const ROUND_SECONDS = 0.25;
/** As many as Modbus TCP lets a gateway take at once, by its own specification. */
const AT_ONCE = 16;
/** Of a gateway that is far: most of the time everybody waits, and few rounds tell. */
const FAR_ROUNDS = 4;

function readersOn(port: number) {
  const connection = openLine({
    kind: "modbus-tcp",
    host: "127.0.0.1",
    port,
    timeoutMs: TIMEOUT_MS,
  });
  const readers = Array.from({ length: UNITS }, (_, n) =>
    connection.meter({ model, address: String(n + 1) }),
  );
  return { connection, readers };
}

/** Masters on a gateway that read its units in turn: one question at a time, and several at once. */
function mastersOn(port: number) {
  const masterOf = (questionsAtOnce: number) => {
    const place = { host: "127.0.0.1", port, timeoutMs: TIMEOUT_MS, characterMs: 0 };
    return new ModbusConnection(new TcpByteStream(place), {
      timeoutMs: TIMEOUT_MS,
      framing: "tcp",
      questionsAtOnce,
    });
  };
  const [single, several] = [masterOf(1), masterOf(AT_ONCE)];
  return {
    single: readsOf(single),
    several: readsOf(several),
    close() {
      single.close();
      several.close();
    },
  };
}

function readsOf(master: ModbusConnection) {
  return Array.from({ length: UNITS }, (_, n) => ({
    read: () => master.read({ unitAddress: n + 1, functionCode: 3, address: 0, count: REGISTERS }),
  }));
}

/** One gateway with its units on this machine: our driver and libmodbus, in turns. */
export async function* gatewayFigures(): AsyncIterable<Figure> {
  const gateway = await startGateway();
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  try {
    const client = await compiledClient(folder);
    const { connection, readers } = readersOn(gateway.port);
    const masters = mastersOn(gateway.port);
    let [single, several, own, other] = [0, 0, 0, 0];
    for (let round = 0; round < ROUNDS; round += 1) {
      single = Math.max(single, await readsASecond(masters.single));
      several = Math.max(several, await readsASecond(masters.several, AT_ONCE));
      own = Math.max(own, await readsASecond(readers));
      if (client) other = Math.max(other, await libmodbusReadsASecond(client, gateway.port));
    }
    connection.close();
    masters.close();
    const what = `one Modbus TCP gateway, ${UNITS} units, ${REGISTERS} registers a read`;
    const against = client && { against: { what: "libmodbus in C", value: other } };
    const unit = "reads/s";
    yield { figure: `${what}, ${AT_ONCE} questions at once`, value: several, unit, ...against };
    yield { figure: `${what}, one question at a time`, value: single, unit, ...against };
    yield { figure: `${what}, one at a time, decoded to exact decimals`, value: own, unit };
  } finally {
    gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same where the network takes its time: most of a read is waiting, and can be shared. */
export async function* farGatewayFigures(delayMs: number): AsyncIterable<Figure> {
  const gateway = await startGateway(0, delayMs);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  try {
    const client = await compiledClient(folder);
    const masters = mastersOn(gateway.port);
    let [single, several, other] = [0, 0, 0];
    for (let round = 0; round < FAR_ROUNDS; round += 1) {
      single = Math.max(single, await readsASecond(masters.single));
      several = Math.max(several, await readsASecond(masters.several, AT_ONCE));
      if (client) other = Math.max(other, await libmodbusReadsASecond(client, gateway.port));
    }
    masters.close();
    const what = `a gateway that is ${delayMs} ms away`;
    const against = client && { against: { what: "libmodbus in C", value: other } };
    const unit = "reads/s";
    yield { figure: `${what}, ${AT_ONCE} questions at once`, value: several, unit, ...against };
    yield { figure: `${what}, one question at a time`, value: single, unit, ...against };
  } finally {
    gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function libmodbusReadsASecond(client: string, port: number): Promise<number> {
  const order = [port, UNITS, REGISTERS, ROUND_SECONDS].map(String);
  return Number((await run$(client, order)).stdout);
}

async function readsASecond(
  readers: readonly { read(registers: typeof model.registers): Promise<unknown> }[],
  atOnce = 1,
): Promise<number> {
  const startMs = monotonicMs();
  let reads = 0;
  while (monotonicMs() - startMs < ROUND_SECONDS * 1000) {
    for (let first = 0; first < readers.length; first += atOnce) {
      if (atOnce === 1) await readers[first]?.read(model.registers);
      else {
        const company = readers.slice(first, first + atOnce);
        await Promise.all(company.map((reader) => reader.read(model.registers)));
      }
    }
    reads += readers.length;
  }
  return (1000 * reads) / (monotonicMs() - startMs);
}

/** Undefined where there is no compiler or no libmodbus. */
async function compiledClient(folder: string): Promise<string | undefined> {
  const client = join(folder, "libmodbus-client");
  try {
    await run$("cc", [
      "-O2",
      "-o",
      client,
      join(import.meta.dirname, "libmodbus-client.c"),
      "-lmodbus",
    ]);
    return client;
  } catch {
    return undefined;
  }
}
