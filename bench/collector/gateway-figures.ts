import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterCleanExchange, FIRST_PACE } from "#domain/metering/question-pace.ts";
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

/**
 * Masters on a gateway that read its units in turn: as many questions at once as it bears, one at a time, and
 * as many as there may be.
 */
function mastersOn(port: number) {
  const masterOf = (questionsAtOnce: number) => {
    const place = { host: "127.0.0.1", port, timeoutMs: TIMEOUT_MS, characterMs: 0 };
    return new ModbusConnection(new TcpByteStream(place), {
      timeoutMs: TIMEOUT_MS,
      framing: "tcp",
      questionsAtOnce,
    });
  };
  const [usual, single, several] = [masterOf(AT_ONCE), masterOf(1), masterOf(AT_ONCE)];
  return {
    usual: learningRounds(usual),
    single: () => roundOf(readsOf(single)),
    several: () => roundOf(readsOf(several), fixed(AT_ONCE)),
    close() {
      for (const master of [usual, single, several]) master.close();
    },
  };
}

function readsOf(master: ModbusConnection) {
  return Array.from({ length: UNITS }, (_, n) => ({
    read: () => master.read({ unitAddress: n + 1, functionCode: 3, address: 0, count: REGISTERS }),
  }));
}

/** How many are asked at once: as many as were found to be borne, from the first round on. */
interface Paced {
  atOnce(): number;
  wasAnswered(asked: number, tookMs: number): void;
}

function fixed(atOnce: number): Paced {
  return { atOnce: () => atOnce, wasAnswered() {} };
}

/** Rounds of a line as it is at first: what one learns the next goes on with. */
function learningRounds(master: ModbusConnection): Client {
  let pace = FIRST_PACE;
  const readers = readsOf(master);
  const paced: Paced = {
    atOnce() {
      master.willAsk(pace.atOnce);
      return pace.atOnce;
    },
    wasAnswered(asked, tookMs) {
      pace = afterCleanExchange(pace, asked, { nowMs: monotonicMs(), tookMs });
    },
  };
  return () => roundOf(readers, paced);
}

/** Who reads the units of a gateway for one round. */
type Client = () => Promise<Round>;

interface Round {
  readonly readsASecond: number;
  /** The processor time of a read in whoever read. */
  readonly cpuUs: number;
}

/** The rounds of one client. */
interface Measured {
  /** In the round in which nobody else wanted the processor. */
  readonly best: number;
  readonly rounds: readonly Round[];
}

/** Lets the clients read in turns, so that what disturbs one round disturbs that of each. */
async function measuredInTurns<Name extends string>(
  clients: Readonly<Record<Name, Client>>,
  rounds: number,
): Promise<Readonly<Record<Name, Measured>>> {
  const names = Object.keys(clients) as Name[];
  const told = new Map<Name, Round[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) told.get(name)?.push(await clients[name]());
  }
  const measured = names.map((name) => {
    const own = told.get(name) ?? [];
    return [name, { best: Math.max(...own.map((one) => one.readsASecond)), rounds: own }];
  });
  return Object.fromEntries(measured) as Record<Name, Measured>;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Ours over theirs, each of one round with its neighbour. */
function medianRatio(ours: Measured, theirs: Measured): number {
  return medianOf(
    ours.rounds.map(
      ({ readsASecond }, n) => readsASecond / (theirs.rounds[n]?.readsASecond ?? Number.NaN),
    ),
  );
}

function medianCpuUs({ rounds }: Measured): number {
  return medianOf(rounds.map(({ cpuUs }) => cpuUs));
}

/** How a gateway is asked. */
type Way = "usual" | "single" | "several";

const LIBMODBUS = "libmodbus in C";
const USUAL = "as many questions at once as it bears, as a line is at first";
const ONE = "one question at a time";
const SEVERAL = `${AT_ONCE} questions at once`;

/** The figures of each way to ask, against libmodbus where it is there. */
function* figuresOf(
  what: string,
  { usual, single, several, other }: Readonly<Record<Way | "other", Measured>>,
): Iterable<Figure> {
  const isThere = other.best > 0;
  for (const [how, ours] of [
    [USUAL, usual],
    [ONE, single],
    [SEVERAL, several],
  ] as const) {
    const against = isThere && { against: { what: LIBMODBUS, value: other.best } };
    yield { figure: `${what}, ${how}`, value: ours.best, unit: "reads/s", ...against };
    if (!isThere) continue;
    yield {
      figure: `${what}, ${how}: median of the rounds`,
      value: medianRatio(ours, other),
      unit: `of ${LIBMODBUS}`,
      ...(ours === usual && { against: { what: "promised", value: 1 } }),
    };
  }
}

/** One gateway with its units on this machine: our driver and libmodbus, in turns. */
export async function* gatewayFigures(): AsyncIterable<Figure> {
  const gateway = await startGateway();
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  try {
    const { connection, readers } = readersOn(gateway.port);
    const masters = mastersOn(gateway.port);
    const measured = await measuredInTurns(
      {
        usual: masters.usual,
        single: masters.single,
        other: await libmodbusOn(gateway.port, folder),
        several: masters.several,
        own: () => roundOf(readers),
      },
      ROUNDS,
    );
    connection.close();
    masters.close();
    const what = `one Modbus TCP gateway, ${UNITS} units, ${REGISTERS} registers a read`;
    yield* figuresOf(what, measured);
    const { single, other, own } = measured;
    const decoded = `${what}, one at a time, decoded to exact decimals`;
    yield { figure: decoded, value: own.best, unit: "reads/s" };
    const against = other.best > 0 && {
      against: { what: LIBMODBUS, value: medianCpuUs(other) },
    };
    const processor = `processor time of a read, one question at a time`;
    yield { figure: processor, value: medianCpuUs(single), unit: "us", ...against };
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
    const masters = mastersOn(gateway.port);
    const measured = await measuredInTurns(
      {
        usual: masters.usual,
        single: masters.single,
        other: await libmodbusOn(gateway.port, folder),
        several: masters.several,
      },
      FAR_ROUNDS,
    );
    masters.close();
    yield* figuresOf(`a gateway that is ${delayMs} ms away`, measured);
  } finally {
    gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads nothing where the machine has no libmodbus. */
async function libmodbusOn(port: number, folder: string): Promise<Client> {
  const client = await compiledClient(folder);
  return async () => {
    if (client === undefined) return { readsASecond: 0, cpuUs: 0 };
    const order = [port, UNITS, REGISTERS, ROUND_SECONDS].map(String);
    const [readsASecond = 0, cpuUs = 0] = (await run$(client, order)).stdout.split(" ").map(Number);
    return { readsASecond, cpuUs };
  };
}

async function roundOf(
  readers: readonly { read(registers: typeof model.registers): Promise<unknown> }[],
  paced: Paced = fixed(1),
): Promise<Round> {
  const before = process.cpuUsage();
  const startMs = monotonicMs();
  let reads = 0;
  while (monotonicMs() - startMs < ROUND_SECONDS * 1000) {
    let atOnce = 0;
    for (let first = 0; first < readers.length; first += atOnce) {
      atOnce = paced.atOnce();
      const askedMs = monotonicMs();
      if (atOnce === 1) await readers[first]?.read(model.registers);
      else {
        const company = readers.slice(first, first + atOnce);
        await Promise.all(company.map((reader) => reader.read(model.registers)));
      }
      paced.wasAnswered(Math.min(atOnce, readers.length - first), monotonicMs() - askedMs);
    }
    reads += readers.length;
  }
  const { user, system } = process.cpuUsage(before);
  const readsASecond = (1000 * reads) / (monotonicMs() - startMs);
  return { readsASecond, cpuUs: (user + system) / reads };
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
