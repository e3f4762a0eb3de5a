import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { MovableClock } from "#platform/clock.ts";
import { mqttBroker } from "#test/support/mqtt-broker.ts";
import { modelOf } from "#test/support/simulated-wire.ts";
import type { ListeningLine, MeterOnLine, ToldValues } from "#drivers/line-connection.ts";
import { MqttLine } from "./mqtt-line.ts";

const NOW = Temporal.Instant.from("2026-03-02T10:00:30Z");
const pulses = modelOf("pulse-water-mqtt", "mqtt-json");
const lora = modelOf("the-things-stack-electricity", "mqtt-json");

type Event = ToldValues | { readonly problem: string } | { readonly state: string };

/** What a line tells, one event after the other; it has subscribed when it is returned. */
async function listening(
  t: TestContext,
  line: ListeningLine,
  meters: readonly MeterOnLine[],
): Promise<() => Promise<Event>> {
  const events: Event[] = [];
  let wake: (() => void) | undefined;
  const add = (event: Event) => {
    events.push(event);
    wake?.();
  };
  line.listen({
    meters,
    onValues: add,
    onProblem: (_, error) => add({ problem: error.message }),
    onState: (error) => add({ state: error?.message ?? "well" }),
  });
  t.after(() => line.close());
  const next = async (): Promise<Event> => {
    while (events.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    // The loop ends when there is one.
    return events.shift() as Event;
  };
  let event = await next();
  // A broker that does not know MQTT 5 is left, and asked anew in the older language.
  while (!("state" in event && event.state === "well")) event = await next();
  return next;
}

function lineOn(url: string, login: { username?: string; password?: string } = {}): MqttLine {
  const { username, password } = login;
  const transport = { kind: "mqtt", url, ...(username !== undefined && { username }) } as const;
  return new MqttLine({ transport, password, clock: new MovableClock(NOW) });
}

function valuesOf(event: Event): string[] {
  assert.ok("values" in event, JSON.stringify(event));
  return event.values.map(({ register, value }) => `${register.quantity} ${value?.toString()}`);
}

test("values are told by their topic, with the time of the message or of its coming", async (t) => {
  const broker = await mqttBroker(t);
  const meters = [
    { model: pulses, address: "house/water" },
    { model: lora, address: "v3/app/devices/a/up" },
  ];
  const next = await listening(t, lineOn(broker.url), meters);
  await broker.publish("house/water", '{"count": 1234}');
  const water = await next();
  assert.deepEqual(valuesOf(water), ["volume 1234"]);
  assert.ok("measuredAt" in water);
  assert.equal(water.measuredAt.toString(), NOW.toString());
  const uplink = {
    received_at: "2026-03-02T09:59:00Z",
    uplink_message: { decoded_payload: { energy_kwh: 12.345 } },
  };
  await broker.publish("v3/app/devices/a/up", JSON.stringify(uplink));
  const energy = await next();
  assert.deepEqual(valuesOf(energy), ["energyDelivered 12.345"]);
  assert.ok("measuredAt" in energy);
  assert.equal(energy.measuredAt.toString(), "2026-03-02T09:59:00Z");
});

test("what the broker kept from before is not told as of now", async (t) => {
  const broker = await mqttBroker(t);
  await broker.publish("house/water", '{"count": 1}', true);
  const next = await listening(t, lineOn(broker.url), [{ model: pulses, address: "house/water" }]);
  await broker.publish("house/water", '{"count": 2}');
  assert.deepEqual(valuesOf(await next()), ["volume 2"]);
});

test("messages that are none are told as such, and the next one is heard", async (t) => {
  const broker = await mqttBroker(t);
  const meters = [
    { model: pulses, address: "w" },
    { model: lora, address: "e" },
  ];
  const next = await listening(t, lineOn(broker.url), meters);
  await broker.publish("w", "not json");
  assert.deepEqual(await next(), { problem: "the message is not JSON" });
  await broker.publish("w", '{"other": 1}');
  assert.deepEqual(await next(), { problem: "the message has none of the model's values" });
  await broker.publish("e", '{"uplink_message":{"decoded_payload":{"energy_kwh":1}}}');
  assert.deepEqual(await next(), { problem: "the message does not say when it was measured" });
  await broker.publish(
    "e",
    '{"received_at":"2026-03-02T11:00:00Z","uplink_message":{"decoded_payload":{"energy_kwh":1}}}',
  );
  assert.deepEqual(await next(), {
    problem: "the message is from the future: 2026-03-02T11:00:00Z",
  });
  await broker.publish("elsewhere", '{"count": 7}');
  await broker.publish("w", '{"count": 8}');
  assert.deepEqual(valuesOf(await next()), ["volume 8"]);
});

test("a broker that wants a password lets in who has it, and the others are told", async (t) => {
  const account = { username: "meters", password: "in the cellar" };
  const broker = await mqttBroker(t, account);
  const meter = { model: pulses, address: "w" };
  await listening(t, lineOn(broker.url, account), [meter]);
  const refused = lineOn(broker.url, { username: "meters", password: "wrong" });
  t.after(() => refused.close());
  const said = await new Promise<string>((resolve) => {
    refused.listen({
      meters: [meter],
      onValues: () => {},
      onProblem: () => {},
      onState: (error) => {
        if (error?.message.startsWith("the broker: ")) resolve(error.message);
      },
    });
  });
  assert.match(said, /the broker: .*(not authorized|Bad User Name or Password)/i);
});
