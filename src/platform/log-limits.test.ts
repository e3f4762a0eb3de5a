import assert from "node:assert/strict";
import { test } from "node:test";
import { logLimitsOf } from "./log-limits.ts";

const GB = 2 ** 30;

test("a large disk gives the log two gigabytes, and four that no backup has taken yet", () => {
  assert.deepEqual(logLimitsOf(500 * GB), {
    max_wal_size: "2048MB",
    min_wal_size: "80MB",
    max_slot_wal_keep_size: "4096MB",
  });
});

test("a small disk gives it an eighth and a quarter, so that it cannot be filled by the log", () => {
  assert.deepEqual(logLimitsOf(8 * GB), {
    max_wal_size: "1024MB",
    min_wal_size: "80MB",
    max_slot_wal_keep_size: "2048MB",
  });
});

test("the server has what it needs to start, however small the disk is", () => {
  assert.deepEqual(logLimitsOf(320 * 2 ** 20), {
    max_wal_size: "64MB",
    min_wal_size: "64MB",
    max_slot_wal_keep_size: "80MB",
  });
});
