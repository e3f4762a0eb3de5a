/**
 * The collector on the wire. One gateway with 200 units, read in turn by our driver, one question at
 * a time and several at once, and by libmodbus where the machine has it (it can ask one at a time
 * only), several rounds each in turns: the best of each, and the median of what each round is of
 * libmodbus's beside it; the same over networks that take their time; a wire of 9600 baud, whose
 * floor is computed from the bytes and silences of Modbus RTU, and what a dead meter on it costs the
 * others; and one collector process with very many lines, each meter saved every minute.
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { LineReader } from "#collector/line-reader.ts";
import { asId, type LineId, type MeterId } from "#domain/core/id.ts";
import { openLine } from "#drivers/open-line.ts";
import { openDatabase } from "#platform/database.ts";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import { migrate } from "#platform/migrate.ts";
import { monotonicMs, systemClock } from "#platform/clock.ts";
import { model, REGISTERS, startGateway, TIMEOUT_MS, UNITS } from "./collector/bench-gateway.ts";
import { farGatewayFigures, gatewayFigures } from "./collector/gateway-figures.ts";
import type { BenchOptions, BenchSize, Figure } from "./figure.ts";

const HERE = import.meta.dirname;
/** How long question and answer are under way to a gateway that is not in the same room. */
const FAR_MS = [1, 5, 20];
const WIRE_READS = 60;
const BAUD = 9600;
/** Start, 8 data, stop. */
const BITS_A_CHARACTER = 10;
/** Request: 8 characters; answer: 5 and two for each register; a silence of 3.5 after each. */
const WIRE_CHARACTERS = 8 + 5 + 2 * REGISTERS + 2 * 3.5;
const METERS_A_LINE = 10;
/** The unit that the gateway is deaf for. */
const DEAD_UNIT = 247;
const DEAD_TIMEOUT_MS = 300;
/** Its first failures are free; from then on its pauses grow with what it costs. */
const DEAD_FREE_QUESTIONS = 2;
/** So many questions to it in all: three whole pauses are measured. */
const DEAD_QUESTIONS = 5;
const SIZES: Readonly<Record<BenchSize, { readonly lines: number }>> = {
  small: { lines: 200 },
  full: { lines: 1000 },
};
const SETTLES_FOR_MS = 20_000;
const MEASURED_FOR_MS = 120_000;

export async function* run({ size = "small" }: BenchOptions = {}): AsyncIterable<Figure> {
  yield* gatewayFigures();
  for (const delayMs of FAR_MS) yield* farGatewayFigures(delayMs);
  yield* wireFigures();
  yield* deadMeterFigures();
  yield* manyLinesFigures(SIZES[size].lines);
}

function serialLine(port: number, timeoutMs: number) {
  const serial = { baudRate: BAUD, dataBits: 8, parity: "none", stopBits: 1 } as const;
  return { kind: "serial-server", host: "127.0.0.1", port, timeoutMs, serial } as const;
}

async function* wireFigures(): AsyncIterable<Figure> {
  const gateway = await startGateway(BAUD);
  try {
    const connection = openLine(serialLine(gateway.port, TIMEOUT_MS));
    const readers = Array.from({ length: UNITS }, (_, n) =>
      connection.meter({ model, address: String(n + 1) }),
    );
    // The first question waits a time-out for silence: the line has just been opened.
    await readers[0]?.read(model.registers);
    const startMs = monotonicMs();
    for (let n = 0; n < WIRE_READS; n += 1) await readers[n % UNITS]?.read(model.registers);
    const tookMs = monotonicMs() - startMs;
    connection.close();
    const floorMs = (1000 * BITS_A_CHARACTER * WIRE_CHARACTERS * WIRE_READS) / BAUD;
    const parts = `8 + 3.5 + ${5 + 2 * REGISTERS} + 3.5 characters a read`;
    yield {
      figure: `share of the time in which a wire of ${BAUD} baud is busy by Modbus RTU (${parts})`,
      value: (100 * floorMs) / tookMs,
      unit: "%",
      against: { what: "promised", value: 95 },
    };
  } finally {
    gateway.stop();
  }
}

/**
 * What a dead meter takes from the nine others of a line: their rate over whole pauses between two
 * questions to it, against their rate in the rounds of the same minutes that it has no part in, so
 * that a busy machine slows both.
 */
async function* deadMeterFigures(): AsyncIterable<Figure> {
  const gateway = await startGateway(BAUD);
  const reader = lineWithDeadMeter(gateway.port);
  try {
    const rounds = await roundsWhileDead(reader);
    const alone = readsASecondOf(rounds.filter(({ isTouched }) => !isTouched));
    yield {
      figure: `what a dead meter costs the ${METERS_A_LINE - 1} others on a wire of ${BAUD} baud`,
      value: (100 * (alone - readsASecondOf(rounds))) / alone,
      unit: "% of their rate",
      against: { what: "promised at most", value: 5 },
    };
  } finally {
    reader.close();
    gateway.stop();
  }
}

function lineWithDeadMeter(port: number): LineReader {
  const transport = serialLine(port, DEAD_TIMEOUT_MS);
  const units = [...Array.from({ length: METERS_A_LINE - 1 }, (_, n) => n + 1), DEAD_UNIT];
  return new LineReader({
    line: {
      lineId: asId<LineId>(1),
      name: "Line",
      transport,
      meters: units.map((unit) => ({
        meterId: asId<MeterId>(unit),
        modelId: model.id,
        unitAddress: String(unit),
        parameters: {},
        channels: [],
      })),
    },
    connection: openLine(transport),
    catalogue: new Map([[model.id, model]]),
    clock: systemClock,
    keep: async () => {},
    mayAsk: () => true,
  });
}

interface Round {
  readonly ms: number;
  /** Of the others. */
  readonly answers: number;
  /** The dead meter was asked in it, or in the one before: the line rests after a time-out. */
  readonly isTouched: boolean;
}

/** From the round after a question to the dead meter to the one after a later question to it. */
async function roundsWhileDead(reader: LineReader): Promise<Round[]> {
  const { signal } = new AbortController();
  const rounds: Round[] = [];
  let questions = 0;
  let wasAsked = false;
  while (questions < DEAD_QUESTIONS || wasAsked) {
    const startMs = monotonicMs();
    const { attempts } = await reader.round(signal);
    const ms = monotonicMs() - startMs;
    const isAsked = attempts.some(({ meterId }) => meterId === DEAD_UNIT);
    const answers = attempts.filter(({ error }) => error === undefined).length;
    const isCounted =
      questions > DEAD_FREE_QUESTIONS || (questions === DEAD_FREE_QUESTIONS && !wasAsked);
    if (isCounted) rounds.push({ ms, answers, isTouched: isAsked || wasAsked });
    wasAsked = isAsked;
    if (isAsked) questions += 1;
  }
  return rounds;
}

function readsASecondOf(rounds: readonly Round[]): number {
  const sum = (of: (round: Round) => number) => rounds.reduce((all, round) => all + of(round), 0);
  return (1000 * sum(({ answers }) => answers)) / sum(({ ms }) => ms);
}

async function* manyLinesFigures(lines: number): AsyncIterable<Figure> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-bench-"));
  const gateway = await startGateway();
  const server = await startEmbeddedServer(folder);
  try {
    const database = openDatabase(server.url);
    await migrate(database);
    await seed(database, { lines, port: gateway.port });
    const collector = spawn(
      process.execPath,
      [join(HERE, "collector/collecting-process.ts"), server.url, folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let usedMs = 0;
    createInterface({ input: collector.stdout }).on("line", (line) => {
      usedMs = Number(line);
    });
    await pause(SETTLES_FOR_MS);
    const before = { usedMs, atMs: monotonicMs() };
    const { rows: begun } = await database.query<{ at: string }>("select now()::text as at");
    await pause(MEASURED_FOR_MS);
    const share = (usedMs - before.usedMs) / (monotonicMs() - before.atMs);
    await pause(SETTLES_FOR_MS);
    const { rows } = await database.query<{ minutes: number; readings: number }>(
      `select count(distinct measured_at)::int as minutes, count(*)::int as readings
         from reading
        where measured_at > $1::timestamptz
          and measured_at <= $1::timestamptz + interval '2 minutes'`,
      [begun[0]?.at],
    );
    collector.kill("SIGKILL");
    await database.close();
    const meters = lines * METERS_A_LINE;
    yield {
      figure: `CPU of one collector, ${lines} lines, ${meters} meters saved every minute`,
      value: share,
      unit: "cores",
      against: { what: "promised", value: 1 },
    };
    yield {
      figure: "readings of two minutes that were stored",
      value: rows[0]?.readings ?? 0,
      unit: "readings",
      against: { what: "all of them", value: 2 * meters },
    };
  } finally {
    await server.stop();
    gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A site with its lines, all to one gateway, and on each the same meters. */
async function seed(
  database: ReturnType<typeof openDatabase>,
  { lines, port }: { readonly lines: number; readonly port: number },
): Promise<void> {
  await database.query("insert into organisation (name, title) values ('Bench', 'Bench')");
  await database.query(
    "insert into site (organisation_id, name, time_zone, currency, locale) values (1, 'Bench', 'UTC', 'EUR', 'en')",
  );
  const transport = { kind: "modbus-tcp", host: "127.0.0.1", port, timeoutMs: TIMEOUT_MS };
  await database.query(
    "insert into line (site_id, name, transport) select 1, 'Line ' || n, $2 from generate_series(1, $1::int) n",
    [lines, JSON.stringify(transport)],
  );
  const of = "from generate_series(1, $1::int) n";
  const meters = lines * METERS_A_LINE;
  await database.query(
    `insert into service_point (site_id, commodity, role, name) select 1, 'cold-water', 'unit', 'P' || n ${of}`,
    [meters],
  );
  await database.query(
    `insert into meter (site_id, serial_number, model_id, line_id, unit_address)
     select 1, 'M' || n, 'water', (n - 1) / ${METERS_A_LINE} + 1, ((n - 1) % ${METERS_A_LINE} + 1)::text ${of}`,
    [meters],
  );
  await database.query(
    `insert into meter_installation (meter_id, service_point_id, installed_at) select n, n, '2026-01-01' ${of}`,
    [meters],
  );
  await database.query(
    `insert into channel (service_point_id, quantity, unit, resolution, register_digits, interval_minutes)
     select n, 'volume', 'm3', 0.001, 8, 1 ${of}`,
    [meters],
  );
}
