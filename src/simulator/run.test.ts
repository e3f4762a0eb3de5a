import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { SimulatorOrder, SimulatorReady } from "./run.ts";

/** A simulator in a process of its own, with an order it can carry out; ended with the test. */
async function forkSimulator(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-simulator-"));
  const child = fork(join(import.meta.dirname, "run.ts"), { silent: true });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const order: SimulatorOrder = {
    seed: 3,
    timeZone: "Europe/Berlin",
    catalogueFolder: join(import.meta.dirname, "../../catalogue/meters"),
    folder,
    controlPort: 0,
  };
  return { child, ended, order };
}

async function readyOf(child: ChildProcess): Promise<SimulatorReady> {
  const [ready] = await once(child, "message");
  return ready as SimulatorReady;
}

test("a process of its own says its ports, and ends when its parent is gone", async (t) => {
  const { child, ended, order } = await forkSimulator(t);
  child.send(order);
  const { ports, controlAddress } = await readyOf(child);
  assert.equal(ports.length, 2);
  assert.equal((await fetch(`${controlAddress}/state`)).status, 200);
  for (const port of ports) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.destroy();
  }
  child.disconnect();
  assert.deepEqual(await ended, [0, null]);
});

test("an interrupt at the terminal, which parent and child both get, is left to the parent", async (t) => {
  const { child, order } = await forkSimulator(t);
  child.send(order);
  const { controlAddress } = await readyOf(child);
  child.kill("SIGINT");
  assert.equal((await fetch(`${controlAddress}/state`)).status, 200);
  assert.equal(child.exitCode, null);
});

test("a building that cannot start says why on one line and ends", async (t) => {
  const { child, ended, order } = await forkSimulator(t);
  let said = "";
  child.stderr?.on("data", (text: Buffer) => {
    said += text.toString();
  });
  child.send({ ...order, folder: "/nowhere/\0" });
  assert.deepEqual(await ended, [1, null]);
  assert.match(said, /^the simulated building cannot start: .+\n$/);
});
