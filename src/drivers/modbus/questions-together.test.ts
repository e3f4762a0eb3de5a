import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import {
  type Asked,
  connectionTo,
  type Device,
  frameOf,
  startDevice,
  TIMEOUT_MS,
} from "#test/support/modbus-device.ts";
import { ModbusExceptionError, tcpFrame } from "./modbus-frame.ts";

const UNITS = [1, 2, 3, 4];

async function connect(t: TestContext, device: Device) {
  const connection = connectionTo(await startDevice(t, "tcp", device), "tcp", UNITS.length);
  t.after(() => connection.close());
  return connection;
}

/** Unit 1 is asked for register 100, unit 2 for 200; each register shows its own address. */
function requestTo(unitAddress: number) {
  return { unitAddress, functionCode: 3, address: 100 * unitAddress, count: 1 } as const;
}

type Connection = Awaited<ReturnType<typeof connect>>;

/** What each unit showed, or why not. */
async function readAll(connection: Connection, units = UNITS): Promise<(number | string)[]> {
  const settled = await Promise.allSettled(units.map((unit) => connection.read(requestTo(unit))));
  return settled.map((one) =>
    one.status === "fulfilled" ? (one.value[0] ?? -1) : `${one.reason}`,
  );
}

const RIGHT = UNITS.map((unit) => 100 * unit);

/** Answers a whole company at once, as `answers` turns what was asked into frames. */
function inCompany(
  answers: (company: readonly Asked[], turn: number) => readonly Buffer[],
): Device {
  let heard: Asked[] = [];
  let turn = 0;
  return (socket, asked) => {
    heard.push(asked);
    if (heard.length < UNITS.length) return;
    socket.write(Buffer.concat(answers(heard, turn)));
    heard = [];
    turn += 1;
  };
}

const right = (asked: Asked) => frameOf("tcp", asked);

test("answers in another order are each their own question's", async (t) => {
  const connection = await connect(
    t,
    inCompany((company) => company.toReversed().map(right)),
  );
  assert.deepEqual(await readAll(connection), RIGHT);
});

test("answers that come byte by byte are whole answers", async (t) => {
  const connection = await connect(t, async (socket, asked) => {
    if (asked.unitAddress !== 1) return;
    for (const unitAddress of UNITS) {
      const number = asked.transactionId + unitAddress - 1;
      const one = { ...asked, unitAddress, address: 100 * unitAddress, transactionId: number };
      for (const byte of right(one)) {
        socket.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  });
  assert.deepEqual(await readAll(connection), RIGHT);
});

test("late answers of a company are not those of the next", async (t) => {
  const late: Buffer[] = [];
  const connection = await connect(
    t,
    inCompany((company, turn) => {
      if (turn > 0) return [...late, ...company.map(right)];
      // Registers that show something else: whoever took them would show it.
      late.push(...company.map((asked) => right({ ...asked, address: asked.address + 7 })));
      return [];
    }),
  );
  const failed = await readAll(connection);
  assert.ok(failed.every((one) => String(one).includes(`no answer within ${TIMEOUT_MS} ms`)));
  assert.deepEqual(await readAll(connection), RIGHT);
});

for (const [what, spoil] of Object.entries<(company: readonly Asked[]) => readonly Buffer[]>({
  "an answer that comes twice": ([first, ...others]) =>
    first ? [right(first), right(first), ...others.map(right)] : [],
  "an answer under another's number": ([first, second, ...others]) =>
    first && second
      ? [right({ ...first, transactionId: second.transactionId }), ...others.map(right)]
      : [],
  "an answer under a number that nobody has": ([first, ...others]) =>
    first ? [right({ ...first, transactionId: 0xfff0 }), ...others.map(right)] : [],
  "an answer of another unit": ([first, ...others]) =>
    first ? [right({ ...first, unitAddress: 9 }), ...others.map(right)] : [],
  "an answer that is missing": ([, ...others]) => others.map(right),
  "an answer of another length": ([first, ...others]) =>
    first ? [right({ ...first, count: 2 }), ...others.map(right)] : [],
  // It keeps one header: the values of the first units go out under the number of the last.
  "a gateway that remembers only the newest question": (company) => {
    const newest = company.at(-1);
    return company.map((asked) =>
      right({ ...asked, ...(newest && { ...newest, address: asked.address }) }),
    );
  },
})) {
  test(`${what}: nothing of the company counts, and the next is answered`, async (t) => {
    const connection = await connect(
      t,
      inCompany((company, turn) => (turn === 0 ? spoil(company) : company.map(right))),
    );
    const values = await readAll(connection);
    assert.deepEqual(
      values.filter((one) => typeof one === "number"),
      [],
    );
    assert.deepEqual(await readAll(connection), RIGHT);
  });
}

test("a refusal is its own meter's alone", async (t) => {
  const connection = await connect(t, (socket, asked) => {
    const refusal = tcpFrame(asked.transactionId, asked.unitAddress, Buffer.of(0x83, 2));
    socket.write(asked.unitAddress === 2 ? refusal : right(asked));
  });
  const [first, second, ...others] = await readAll(connection);
  assert.equal(second, String(new ModbusExceptionError(2)));
  assert.deepEqual([first, ...others], [100, 300, 400]);
});

test("two questions to one unit are never under way together", async (t) => {
  const pieces: number[] = [];
  let open = 0;
  const connection = await connect(t, async (socket, asked) => {
    open += 1;
    pieces.push(open);
    await new Promise((resolve) => setImmediate(resolve));
    open -= 1;
    socket.write(right(asked));
  });
  assert.deepEqual(await readAll(connection, [1, 1, 1]), [100, 100, 100]);
  assert.deepEqual(pieces, [1, 1, 1]);
});

test("a company of slow meters is waited for as long as each of them may take", async (t) => {
  let wire: Promise<unknown> = Promise.resolve();
  const connection = await connect(t, (socket, asked) => {
    // One after the other, as on the wire behind a gateway: the last comes after two time-outs.
    wire = wire.then(() => pause(TIMEOUT_MS / 2)).then(() => socket.write(right(asked)));
  });
  assert.deepEqual(await readAll(connection), RIGHT);
});

test("a gateway that hangs up on a company is connected to anew", async (t) => {
  let isWell = false;
  const connection = await connect(t, (socket, asked) => {
    if (isWell) socket.write(right(asked));
    else socket.destroy();
  });
  const failed = await readAll(connection);
  assert.ok(
    failed.every((one) => /closed|ECONN/.test(String(one))),
    failed.join(),
  );
  isWell = true;
  assert.deepEqual(await readAll(connection), RIGHT);
});
