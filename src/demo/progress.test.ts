import assert from "node:assert/strict";
import { test } from "node:test";
import { progressOn } from "./progress.ts";

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test("a terminal sees one line per step that counts up to done", () => {
  const stream = recorder(true);
  const progress = progressOn(stream);
  progress.step("Bills", 200);
  progress.done(1);
  progress.done(2);
  progress.done(3);
  progress.finish();
  assert.deepEqual(stream.written, [
    "  Bills ...",
    "\r\u001b[2K  Bills ... 0 %",
    "\r\u001b[2K  Bills ... 1 %",
    "\r\u001b[2K  Bills: done\n",
  ]);
});

test("a log file sees one line per step and no counting", () => {
  const stream = recorder(false);
  const progress = progressOn(stream);
  progress.step("Readings", 80);
  progress.done(40);
  progress.step("Bills");
  progress.finish();
  assert.deepEqual(stream.written, ["  Readings\n", "  Bills\n"]);
});
