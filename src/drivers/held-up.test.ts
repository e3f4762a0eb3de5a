/**
 * A process that is held up (a loaded machine, a start) hears its timers before the bytes that have
 * lain there all the while. Here the other end is a thread of its own, which goes on meanwhile.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { HalfDuplex } from "./half-duplex.ts";
import { TcpByteStream } from "./tcp-byte-stream.ts";

const TIMEOUT_MS = 50;
const PATIENT_MS = 20_000;
const ANSWERED = 0;
/** One answer before, and the one that lies there. */
const QUESTIONS = 2;

/** Answers each question with its own bytes, and says so in shared memory once they have left. */
const ECHO = `
  const { createServer } = require("node:net");
  const { parentPort, workerData } = require("node:worker_threads");
  const answered = new Int32Array(workerData);
  createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => socket.write(bytes, () => {
      Atomics.add(answered, 0, 1);
      Atomics.notify(answered, 0);
    }));
  }).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });
`;

async function startEcho(t: TestContext) {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(ECHO, { eval: true, workerData: answered.buffer });
  t.after(() => worker.terminate());
  const [port] = (await once(worker, "message")) as [number];
  /** Nothing else happens in this thread until the answer has left and the time is up. */
  const standStill = () => {
    const fromMs = performance.now();
    while (Atomics.load(answered, ANSWERED) < QUESTIONS) {
      Atomics.wait(answered, ANSWERED, QUESTIONS - 1, TIMEOUT_MS);
    }
    while (performance.now() - fromMs <= 2 * TIMEOUT_MS)
      Atomics.wait(answered, ANSWERED, QUESTIONS, 1);
  };
  return { port, standStill };
}

const echoed = (received: Uint8Array) => ({ answer: Buffer.from(received).toString() });

test("an answer that lay there while this process stood still is no silence", async (t) => {
  const { port, standStill } = await startEcho(t);
  const place = { host: "127.0.0.1", port, timeoutMs: 10_000 };
  const stream = new TcpByteStream({ ...place, characterMs: 0 });
  t.after(() => stream.close());
  const line = new HalfDuplex(stream, { timeoutMs: TIMEOUT_MS, answers: "numbered", gapMs: 0 });
  assert.equal(await line.ask(Buffer.from("6"), echoed, PATIENT_MS), "6");
  const asked = line.ask(Buffer.from("7"), echoed);
  standStill();
  assert.equal(await asked, "7");
});
