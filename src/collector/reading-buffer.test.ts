import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { asId } from "#domain/core/id.ts";
import type { Reading } from "#storage/reading.ts";
import { ReadingBuffer } from "./reading-buffer.ts";

async function bufferPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-buffer-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "buffer.sqlite");
}

function readingAt(minute: number): Reading {
  const measuredAt = Temporal.Instant.from("2026-11-20T10:00:00Z").add({ minutes: minute });
  return {
    channelId: asId(7),
    measuredAt,
    counts: 2 ** 52 + minute,
    quality: 1,
    collectedAt: measuredAt.add({ milliseconds: 250 }),
  };
}

test("what was added is there after the next start, oldest first, to the last digit", async (t) => {
  const path = await bufferPath(t);
  const readings = [0, 1, 2, 3].map(readingAt);
  const before = new ReadingBuffer(path);
  await before.add(readings.slice(0, 3));
  // Not waited for: what is under way when the buffer is closed is written first.
  const last = before.add(readings.slice(3));
  before.close();
  await last;
  const after = new ReadingBuffer(path);
  t.after(() => after.close());
  assert.deepEqual(after.oldest(10).readings, readings);
  assert.deepEqual(after.oldest(2).readings, readings.slice(0, 2));
});

test("only what the database has is removed: what comes meanwhile stays", async (t) => {
  const buffer = new ReadingBuffer(await bufferPath(t));
  t.after(() => buffer.close());
  await buffer.add([readingAt(0), readingAt(1)]);
  const { upTo } = buffer.oldest(10);
  await buffer.add([readingAt(2)]);
  buffer.removeUpTo(upTo);
  assert.deepEqual(buffer.oldest(10).readings, [readingAt(2)]);
  assert.equal(buffer.waiting, 1);
});

test("a full buffer refuses what is new and keeps what waits; there is room once the database has it", async (t) => {
  const buffer = new ReadingBuffer(await bufferPath(t), 3);
  t.after(() => buffer.close());
  await buffer.add([readingAt(0), readingAt(1)]);
  await assert.rejects(buffer.add([readingAt(2), readingAt(3)]), /buffer is full/);
  assert.equal(buffer.waiting, 2);
  await buffer.add([readingAt(2)]);
  buffer.removeUpTo(buffer.oldest(2).upTo);
  assert.equal(buffer.waiting, 1);
  await buffer.add([readingAt(3), readingAt(4)]);
  buffer.removeUpTo(buffer.oldest(3).upTo);
  assert.equal(buffer.waiting, 0);
});
