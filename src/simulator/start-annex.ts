import { connectAsync } from "mqtt";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { startBroker } from "#drivers/mqtt/embedded-broker.ts";
import type { Clock } from "#platform/clock.ts";
import { ANNEX, annexFace, type AnnexLine, type AnnexMeter } from "./annex.ts";
import { annexWire } from "./annex-wires.ts";
import { WireGateway } from "./wire-gateway.ts";

const LOOPBACK = "127.0.0.1";
/** How often a meter that speaks by itself does so. */
const TELL_EVERY_MS = 10_000;

/** Where meters push their values to. */
export interface PushTarget {
  /** `http://127.0.0.1:8180/api/push`. */
  readonly url: string;
  readonly token: string;
}

export interface RunningAnnex {
  /** By the name of the line; none for the line whose meters push. */
  readonly ports: Readonly<Record<string, number>>;
  /** The meters that push begin to. */
  pushTo(target: PushTarget): void;
  stop(): Promise<void>;
}

/** Puts the annex on its wires, and lets the meters that speak by themselves speak. */
export async function startAnnex({
  clock,
  catalogue,
}: {
  readonly clock: Clock;
  readonly catalogue: readonly MeterModel[];
}): Promise<RunningAnnex> {
  const models = new Map(catalogue.map((model) => [model.id, model]));
  const ports: Record<string, number> = {};
  const started: { stop(): Promise<void> }[] = [];
  const timers: NodeJS.Timeout[] = [];
  for (const line of ANNEX.filter(({ kind }) => kind === "wire")) {
    const gateway = new WireGateway(annexWire(line, { models, clock }));
    await gateway.start(LOOPBACK);
    ports[line.name] = gateway.port;
    started.push(gateway);
  }
  for (const line of ANNEX.filter(({ kind }) => kind === "mqtt")) {
    const broker = await startBroker({ host: LOOPBACK, port: 0, account: undefined });
    ports[line.name] = broker.port;
    const client = await connectAsync(`mqtt://${LOOPBACK}:${broker.port}`, { protocolVersion: 4 });
    started.push(broker, { stop: () => client.endAsync(true) });
    const publish = () => {
      for (const meter of line.meters) {
        client.publish(meter.address, JSON.stringify(messageOf(meter, clock.now())), { qos: 1 });
      }
    };
    timers.push(setInterval(publish, TELL_EVERY_MS));
  }
  return {
    ports,
    pushTo(target) {
      const lines = ANNEX.filter(({ kind }) => kind === "push");
      const push = () => {
        for (const line of lines) pushOnce(line, target, clock);
      };
      push();
      timers.push(setInterval(push, TELL_EVERY_MS));
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      for (const part of started.toReversed()) await part.stop();
    },
  };
}

function pushOnce({ meters }: AnnexLine, { url, token }: PushTarget, clock: Clock): void {
  const messages = meters.map((meter) => ({
    meter: meter.address,
    ...messageOf(meter, clock.now()),
  }));
  fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(messages),
    signal: AbortSignal.timeout(TELL_EVERY_MS),
  }).then(
    (answer) => answer.body?.cancel(),
    // A server that is away is told again in ten seconds.
    () => {},
  );
}

const DIGITS = 3;

/** What the meter's gateway sends, in the form of its type. */
function messageOf(meter: AnnexMeter, at: Temporal.Instant): object {
  const face = annexFace(meter, at.epochMilliseconds);
  const value = face.get("energyDelivered") ?? face.get("volume") ?? 0;
  if (meter.pulses) return { count: value };
  const rounded = Number(value.toFixed(DIGITS));
  if (meter.modelId.startsWith("the-things-stack")) {
    return {
      received_at: at.toString(),
      uplink_message: { decoded_payload: { energy_kwh: rounded } },
    };
  }
  return { measuredAt: at.toString(), value: rounded };
}
