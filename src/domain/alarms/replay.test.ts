import assert from "node:assert/strict";
import { test } from "node:test";
import { type PastVerdict, replayed } from "./replay.ts";

const at = (hour: number) => Temporal.Instant.fromEpochMilliseconds(hour * 3_600_000);
const said = (states: readonly PastVerdict<string>["state"][]) =>
  states.map((state, hour) => ({
    at: at(hour),
    state,
    ...(state === "on" && { told: `h${hour}` }),
  }));

test("one alarm from its first on to its next off; what cannot be told changes nothing", () => {
  const alarms = replayed(said(["off", "on", "undecided", "on", "off", "undecided", "on", "on"]));
  assert.deepEqual(alarms, [
    { raisedAt: at(1), clearedAt: at(4), told: "h1" },
    { raisedAt: at(6), clearedAt: null, told: "h6" },
  ]);
  assert.deepEqual(replayed(said(["undecided", "off"])), []);
});
