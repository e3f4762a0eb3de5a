/**
 * Very many exchanges over a bad network, on real sockets: questions and answers lost, answers that
 * come twice, late, out of their order, of another unit, under another number; connections that are
 * half-open or cut. Every answer tells whom, which registers and which question it answers: none is
 * taken for another. For a release: SMARTPM_NETWORK_EXCHANGES=1000000.
 */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { test, type TestContext } from "node:test";
import { LineError } from "#drivers/line-error.ts";
import { ModbusConnection } from "#drivers/modbus/modbus-connection.ts";
import { rtuFrame, tcpFrame } from "#drivers/modbus/modbus-frame.ts";
import { TcpByteStream } from "#drivers/tcp-byte-stream.ts";
import { type Asked, startDevice } from "#test/support/modbus-device.ts";
import { SeededBytes } from "#test/support/mutated-frames.ts";

const EXCHANGES = Number(process.env["SMARTPM_NETWORK_EXCHANGES"] ?? 3_000);
const SEED = Number(process.env["SMARTPM_SEED"] ?? 20_261_125);
const IS_RELEASE = EXCHANGES > 100_000;
/** Lines that are read at once: most of the time each waits for an answer that was lost. */
const LINES = IS_RELEASE ? 250 : 50;
const UNITS = 5;
/** So many lines on a busy machine: an answer that waits for the processor must not be late. */
const TIMEOUT_MS = IS_RELEASE ? { tcp: 100, rtu: 150 } : { tcp: 25, rtu: 50 };
/** Of a late answer: beyond the time-out, within the silence that must follow it. */
const LATE = 1.3;
const CHARACTER_MS = 10 / 115.2;
/** Unit, address and question, and then as many registers as were asked for. */
const COUNT_AT_LEAST = 3;
/** Neighbouring questions ask for different lengths: of equal ones nobody could tell a late answer. */
const COUNTS = 7;
/** A line that was away is tried again ever more rarely: by the clock, and generously. */
const WELL_WITHIN_MS = 60_000;
const BETWEEN_TRIES_MS = 20;
const PERCENT = 100;
/** Of the questions: all of a company must be in luck for one of it to be answered. */
const RIGHT_AT_LEAST = { alone: 0.1, inCompany: 0.005 };
const LOST = 30;
const TWICE = 50;
const OTHER = ["late", "wrong-unit", "wrong-number", "after-the-next", "half-open", "cut"] as const;
const OTHER_SHARE = 12;

type Framing = "tcp" | "rtu";

/** What happens to one exchange. */
interface Fate {
  readonly lost: "question" | "answer" | undefined;
  readonly isTwice: boolean;
  readonly other: (typeof OTHER)[number] | undefined;
}

/** A line's meters and the network before them. */
class BadNetwork {
  readonly #framing: Framing;
  readonly #draw: SeededBytes;
  readonly #deaf = new WeakSet<Socket>();
  #held: Buffer | undefined;
  isWell = false;
  /** The question that was heard last. */
  heard = 0;

  constructor(framing: Framing, seed: number) {
    this.#framing = framing;
    this.#draw = new SeededBytes(seed);
  }

  answer(socket: Socket, asked: Asked): void {
    const fate = this.#fate();
    if (this.#deaf.has(socket) || fate.lost === "question") return;
    this.heard = (this.heard + 1) & 0xffff;
    const right = this.#frame(asked);
    if (fate.lost === "answer") return;
    const say = (...frames: readonly Buffer[]) => {
      if (!socket.destroyed) socket.write(Buffer.concat(frames));
    };
    const held = this.#held;
    this.#held = undefined;
    if (held) say(held);
    switch (fate.other) {
      case "late":
        setTimeout(() => say(right), LATE * TIMEOUT_MS[this.#framing]);
        return;
      case "wrong-unit":
        return say(this.#frame({ ...asked, unitAddress: asked.unitAddress + UNITS }));
      case "wrong-number":
        return say(this.#frame({ ...asked, transactionId: (asked.transactionId + 1) & 0xffff }));
      case "after-the-next":
        this.#held = right;
        return;
      case "half-open":
        this.#deaf.add(socket);
        return;
      case "cut":
        socket.destroy();
        return;
      case undefined:
        say(right);
        // A copy of its own: it may come together with the first, or when that was taken.
        if (fate.isTwice) setImmediate(() => say(right));
    }
  }

  #fate(): Fate {
    if (this.isWell) return { lost: undefined, isTwice: false, other: undefined };
    const isLost = this.#draw.below(PERCENT) < LOST;
    const where = this.#draw.below(2) === 0 ? "question" : "answer";
    const isTwice = this.#draw.below(PERCENT) < TWICE;
    const isOther = this.#draw.below(PERCENT) < OTHER_SHARE;
    const other = OTHER[this.#draw.below(OTHER.length)];
    // Without numbers a wrong number is no fault; an answer held back would fit a later question.
    const isPossible = this.#framing === "tcp" || !/number|next/.test(other ?? "");
    return {
      lost: isLost ? where : undefined,
      isTwice,
      other: isOther && isPossible ? other : undefined,
    };
  }

  #frame({ transactionId, unitAddress, address, count }: Asked): Buffer {
    const pdu = Buffer.alloc(2 + 2 * count);
    pdu.writeUInt8(3, 0);
    pdu.writeUInt8(2 * count, 1);
    pdu.writeUInt16BE(unitAddress, 2);
    pdu.writeUInt16BE(address, 4);
    pdu.writeUInt16BE(this.heard, 6);
    return this.#framing === "tcp"
      ? tcpFrame(transactionId, unitAddress, pdu)
      : rtuFrame(unitAddress, pdu);
  }
}

interface Network {
  readonly framing: Framing;
  /** Each company as large as the next of these: at the most one for each unit. */
  readonly companies: readonly number[];
}

const NETWORKS: readonly Network[] = [
  { framing: "tcp", companies: [1] },
  { framing: "tcp", companies: [3] },
  // A line that finds out how many its gateway bears: now more, now fewer, and suspects alone.
  { framing: "tcp", companies: [1, 2, 3, 1, 1, 3] },
  { framing: "rtu", companies: [1] },
];

interface Tally {
  right: number;
  readonly errors: Map<string, number>;
}

async function readOnce(
  connection: ModbusConnection,
  network: BadNetwork,
  { n, tally }: { readonly n: number; readonly tally: Tally },
): Promise<boolean> {
  const before = network.heard;
  const request = {
    unitAddress: 1 + (n % UNITS),
    functionCode: 3,
    address: (7 * n) % 60_000,
    count: COUNT_AT_LEAST + (n % COUNTS),
  } as const;
  try {
    const [unit, address, question = 0] = await connection.read(request);
    // Of several at once it is one of those that were heard since; of a single one the only.
    const age = (network.heard - question) & 0xffff;
    const isOfNow = age < ((network.heard - before) & 0xffff);
    assert.deepEqual(
      { unit, address, isOfNow },
      { unit: request.unitAddress, address: request.address, isOfNow: true },
      `a value under a wrong meter, register or time (seed ${SEED})`,
    );
    tally.right += 1;
    return true;
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    tally.errors.set(error.kind, (tally.errors.get(error.kind) ?? 0) + 1);
    return false;
  }
}

async function useLine(
  t: TestContext,
  { framing, companies, line, tally }: Network & { readonly line: number; readonly tally: Tally },
) {
  const network = new BadNetwork(framing, SEED + line);
  const port = await startDevice(t, framing, (socket, asked) => network.answer(socket, asked));
  const timeoutMs = TIMEOUT_MS[framing];
  const characterMs = framing === "tcp" ? 0 : CHARACTER_MS;
  const stream = new TcpByteStream({ host: "127.0.0.1", port, timeoutMs: 2_000, characterMs });
  const questionsAtOnce = Math.max(...companies);
  const connection = new ModbusConnection(stream, { timeoutMs, framing, questionsAtOnce });
  t.after(() => connection.close());
  const exchanges = Math.ceil(EXCHANGES / NETWORKS.length / LINES);
  let turn = 0;
  for (let first = 0; first < exchanges;) {
    const atOnce = companies[(turn += 1) % companies.length] ?? 1;
    connection.willAsk(atOnce);
    const company = Array.from({ length: atOnce }, (_, n) =>
      readOnce(connection, network, { n: first + n, tally }),
    );
    await Promise.all(company);
    first += atOnce;
  }
  network.isWell = true;
  let isWell = false;
  const deadline = performance.now() + WELL_WITHIN_MS;
  for (let n = exchanges; !isWell && performance.now() < deadline; n += 1) {
    isWell = await readOnce(connection, network, { n, tally });
    if (!isWell) await pause(BETWEEN_TRIES_MS);
  }
  return { exchanges, isWell };
}

for (const { framing, companies } of NETWORKS) {
  test(`Modbus ${framing} over a bad network, ${companies.join(", ")} at once: no value under a wrong meter, register or time`, async (t) => {
    const tally: Tally = { right: 0, errors: new Map() };
    const lines = await Promise.all(
      Array.from({ length: LINES }, (_, line) => useLine(t, { framing, companies, line, tally })),
    );
    const asked = lines.reduce((sum, { exchanges }) => sum + exchanges, 0);
    const errors = [...tally.errors].map(([kind, count]) => `${kind} ${count}`).join(", ");
    t.diagnostic(`${asked} exchanges, ${tally.right} right, 0 wrong; ${errors} (seed ${SEED})`);
    const leastRight =
      RIGHT_AT_LEAST[companies.some((atOnce) => atOnce > 1) ? "inCompany" : "alone"];
    assert.ok(tally.right > leastRight * asked, "next to nothing was read");
    assert.ok(
      lines.every(({ isWell }) => isWell),
      "a line did not come back once the network was well",
    );
  });
}
