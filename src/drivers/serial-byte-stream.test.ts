import assert from "node:assert/strict";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import type { SerialPortTransport } from "#domain/metering/line-transport.ts";
import { pseudoTerminal } from "#test/support/pseudo-terminal.ts";
import { HalfDuplex } from "./half-duplex.ts";
import { SerialByteStream } from "./serial-byte-stream.ts";

const SERIAL = { baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const TIMEOUT_MS = 2_000;
/** Far below the time-out, far above what an answer takes on a loaded machine. */
const PROMPT_MS = 1_500;

function transport(path: string): SerialPortTransport {
  return { kind: "serial-port", path, timeoutMs: TIMEOUT_MS, serial: SERIAL };
}

async function opened(t: TestContext) {
  const terminal = await pseudoTerminal(t);
  const stream = new SerialByteStream(transport(terminal.path));
  t.after(() => stream.close());
  return { terminal, stream };
}

test("an answer on a serial port arrives when it comes, not with the next timer", async (t) => {
  const { terminal, stream } = await opened(t);
  terminal.wire.on("data", (bytes: Buffer) => terminal.wire.write(bytes.toReversed()));
  const line = new HalfDuplex(stream, { timeoutMs: TIMEOUT_MS, answers: "unnumbered", gapMs: 0 });
  t.after(() => line.close());
  const every = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
  await line.ask(every, (received) => (received.length < 256 ? undefined : { answer: true }));
  let slowest = 0;
  for (let n = 0; n < 20; n += 1) {
    const startedMs = performance.now();
    const answer = await line.ask(every, (received) =>
      received.length < every.length ? undefined : { answer: received },
    );
    slowest = Math.max(slowest, performance.now() - startedMs);
    assert.deepEqual(answer, Buffer.from(every.toReversed()));
  }
  assert.ok(slowest < PROMPT_MS, `the slowest of 20 answers took ${slowest} ms`);
});

test("a port that is closed can be opened again at once", async (t) => {
  const { terminal, stream } = await opened(t);
  for (let n = 0; n < 3; n += 1) {
    await stream.open();
    assert.equal(stream.isOpen, true);
    stream.write(Buffer.of(n));
    assert.deepEqual((await once(terminal.wire, "data"))[0], Buffer.of(n));
    stream.close();
    assert.equal(stream.isOpen, false);
  }
});

test("a port whose plug is pulled is told as closed, and is missing afterwards", async (t) => {
  const { terminal, stream } = await opened(t);
  await stream.open();
  const closed = new Promise<void>((resolve) => {
    stream.onClosed = resolve;
  });
  await terminal.unplug();
  await closed;
  assert.equal(stream.isOpen, false);
  await assert.rejects(stream.open(), /there is no serial port .*: is the adapter plugged in\?/);
});

test("a port that another program has open is told so", async (t) => {
  const { terminal, stream } = await opened(t);
  await stream.open();
  const other = new SerialByteStream(transport(terminal.path));
  await assert.rejects(other.open(), /another program has the serial port .* open/);
});
