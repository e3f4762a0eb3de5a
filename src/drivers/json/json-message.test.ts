import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { JsonRegister } from "#domain/metering/meter-register.ts";
import { modelOf } from "#test/support/simulated-wire.ts";
import { MESSAGE_BYTES_AT_MOST, readJsonMessage } from "./json-message.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";

const PROPERTY = { seed: 20_261_125, numRuns: 500 };
const push = modelOf("push-electricity", "push");

function register(path: string, scale = "1"): JsonRegister {
  return { quantity: "energyDelivered", path, scale, unit: "kWh", role: "register" };
}

function valueOf(message: string, path: string, scale?: string): string | undefined {
  const { values } = readJsonMessage(push, [register(path, scale)], message);
  return values[0]?.value?.toString();
}

test("a path names one value: members, elements, and elements by what they say", () => {
  const root = {
    a: {
      "b c": [
        { name: "energy", value: 7 },
        { name: "power", value: 3 },
      ],
    },
  };
  const at = (path: string) => {
    const steps = parseJsonPath(path);
    assert.ok(steps, path);
    return valueAt(root, steps);
  };
  assert.equal(at("$.a['b c'][0].value"), 7);
  assert.equal(at('$["a"]["b c"][-1].value'), 3);
  assert.equal(at("$.a['b c'][?(@.name=='power')].value"), 3);
  assert.equal(at("$.a['b c'][?@.name == 'energy'].value"), 7);
  assert.equal(at("$.a.b"), undefined);
  assert.equal(at("$.a['b c'][5].value"), undefined);
  assert.equal(at("$.constructor"), undefined);
  assert.equal(at("$.a.__proto__"), undefined);
  assert.equal(at("$"), root);
});

test("what names many values, or nothing, is no path", () => {
  for (const path of ["a.b", "$..a", "$.*", "$[*]", "$[0:2]", "$.a[?(@.b>1)]", "$.a[", "$.a b"]) {
    assert.equal(parseJsonPath(path), undefined, path);
  }
});

test("a number is taken as it is written, not as the double next to it", () => {
  assert.equal(valueOf('{"n": 9007199254740993}', "$.n"), "9007199254740993");
  assert.equal(valueOf('{"n": 0.1}', "$.n", "3"), "0.3");
  assert.equal(valueOf('{"n": 12345.678901234567890}', "$.n"), "12345.67890123456789");
  assert.equal(valueOf('{"n": "17.50"}', "$.n"), "17.5");
  assert.equal(valueOf('{"n": 1.5e3}', "$.n"), "1500");
  assert.equal(valueOf('{"n": -2E-3}', "$.n"), "-0.002");
  assert.equal(valueOf('{"n": null}', "$.n"), undefined);
  assert.equal(valueOf('{"n": true}', "$.n"), undefined);
  assert.equal(valueOf('{"n": 1e999}', "$.n"), undefined);
});

test("every decimal comes out of a message as it went in", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.nat({ max: 12 }),
      (n, scale) => {
        const digits = (n < 0n ? -n : n).toString().padStart(scale + 1, "0");
        const text = `${n < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(-scale)}` : ""}`;
        const expected = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
        const found = valueOf(`{"a":[{"n":${text}}]}`, "$.a[0].n");
        assert.equal(found, expected === "-0" ? "0" : expected);
      },
    ),
    PROPERTY,
  );
});

function timeOf(said: string): string | undefined {
  const message = `{"measuredAt":${said},"value":1}`;
  return readJsonMessage(push, [register("$.value")], message).measuredAt?.toString();
}

test("the time is the message's own, as text or as seconds or milliseconds", () => {
  assert.equal(timeOf('"2026-03-29T02:30:00+02:00"'), "2026-03-29T00:30:00Z");
  assert.equal(timeOf("1774744200"), "2026-03-29T00:30:00Z");
  assert.equal(timeOf("1774744200000"), "2026-03-29T00:30:00Z");
  assert.equal(timeOf('"yesterday"'), undefined);
  assert.equal(timeOf("-5"), undefined);
  assert.equal(timeOf("null"), undefined);
});

test("what is no message is refused in words", () => {
  assert.throws(() => valueOf("{", "$.n"), /the message is not JSON/);
  assert.throws(() => valueOf("[".repeat(200_000), "$.n"), /the message is not JSON/);
  assert.throws(() => valueOf(" ".repeat(MESSAGE_BYTES_AT_MOST + 1), "$.n"), /too long/);
  assert.throws(() => valueOf('{"m": 1}', "$.n"), /none of the model's values/);
  assert.throws(() => valueOf('{"n": 1}', "$..n"), /\$\.\.n is no path to one value/);
});
