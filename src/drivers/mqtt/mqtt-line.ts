import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { MqttTransport } from "#domain/metering/line-transport.ts";
import type { JsonModel } from "#domain/metering/meter-model.ts";
import type { WireTap } from "#drivers/byte-stream.ts";
import { readJsonMessage } from "#drivers/json/json-message.ts";
import type { ListeningLine, MeterOnLine } from "#drivers/line-connection.ts";
import { LineError } from "#drivers/line-error.ts";
import type { Clock } from "#platform/clock.ts";

export interface MqttLineOptions {
  readonly transport: MqttTransport;
  /** Opened from the transport's sealed one; undefined where the broker asks for none. */
  readonly password: string | undefined;
  readonly clock: Clock;
}

type ListenOptions = Parameters<ListeningLine["listen"]>[0];

const CONNECT_WITHIN_MS = 10_000;
const AGAIN_AFTER_MS = 5_000;
/** Between two signs of life; a connection that is dead is noticed after one and a half of it. */
const KEEP_ALIVE_SECONDS = 20;
/** A meter whose clock is ahead by more than this has no right time. */
const AHEAD_MS_AT_MOST = 300_000;
/** Reason codes of a broker that does not speak MQTT 5: 1 in MQTT 3.1.1, 132 in MQTT 5. */
const OTHER_VERSION: readonly unknown[] = [1, 132];

/**
 * A broker to which gateways and network servers publish the values of their meters; a meter's
 * address is its topic. Speaks MQTT 5, and 3.1.1 to a broker that knows no more.
 */
export class MqttLine implements ListeningLine {
  readonly #options: MqttLineOptions;
  #tap: WireTap | undefined;
  #client: MqttClient | undefined;

  constructor(options: MqttLineOptions) {
    this.#options = options;
  }

  listen(options: ListenOptions): void {
    this.#connect(options, 5);
  }

  tap(tap: WireTap | undefined): void {
    this.#tap = tap;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.endAsync(true);
  }

  #connect(options: ListenOptions, protocolVersion: 4 | 5): void {
    const { transport, password } = this.#options;
    const settings: IClientOptions = {
      protocolVersion,
      // What a broker has kept is told without saying when it was: it would be stored as of now.
      clean: true,
      connectTimeout: CONNECT_WITHIN_MS,
      reconnectPeriod: AGAIN_AFTER_MS,
      keepalive: KEEP_ALIVE_SECONDS,
      ...(transport.username !== undefined && { username: transport.username }),
      ...(password !== undefined && { password }),
    };
    const client = connect(transport.url, settings);
    this.#client = client;
    client.on("connect", () => this.#subscribe(client, options));
    client.on("close", () =>
      options.onState(new LineError("closed", "the broker is not connected")),
    );
    client.on("error", (error) => {
      if (protocolVersion === 5 && "code" in error && OTHER_VERSION.includes(error.code)) {
        if (this.#client !== client) return;
        client.end(true);
        this.#connect(options, 4);
      } else options.onState(new LineError("not-connected", `the broker: ${error.message}`));
    });
    client.on("message", (topic, payload, { retain }) => {
      this.#tap?.("received", Buffer.from(`${topic} `));
      this.#tap?.("received", payload);
      this.#tell(options, { topic, message: payload.toString("utf8"), isRetained: retain });
    });
  }

  #subscribe(client: MqttClient, { meters, onState }: ListenOptions): void {
    const topics = [...new Set(meters.map(({ address }) => address))];
    if (topics.length === 0) {
      onState(undefined);
      return;
    }
    client.subscribe(topics, { qos: 1 }, (error) => {
      onState(error ? new LineError("refused", `the broker: ${error.message}`) : undefined);
    });
  }

  #tell(
    { meters, onValues, onProblem }: ListenOptions,
    { topic, message, isRetained }: { topic: string; message: string; isRetained: boolean },
  ): void {
    for (const meter of meters.filter(({ address }) => address === topic)) {
      try {
        const told = this.#toldBy(meter, message, isRetained);
        if (told) onValues(told);
      } catch (error) {
        if (!(error instanceof LineError)) throw error;
        onProblem(meter, error);
      }
    }
  }

  #toldBy(meter: MeterOnLine, message: string, isRetained: boolean) {
    const { model } = meter;
    if (!isOfMessages(model)) {
      throw new LineError("unsupported", `${model.id} does not speak by messages`);
    }
    const { measuredAt, values } = readJsonMessage(model, model.registers, message);
    const now = this.#options.clock.now();
    if (measuredAt === undefined) {
      if (model.timePath !== undefined) {
        throw new LineError("wrong-answer", "the message does not say when it was measured");
      }
      // Kept by the broker since nobody knows when: an old value must not get a new time.
      if (isRetained) return undefined;
    } else if (measuredAt.epochMilliseconds > now.epochMilliseconds + AHEAD_MS_AT_MOST) {
      throw new LineError("wrong-answer", `the message is from the future: ${measuredAt}`);
    }
    return { meter, measuredAt: measuredAt ?? now, values };
  }
}

function isOfMessages(model: MeterOnLine["model"]): model is JsonModel {
  return model.protocol === "mqtt-json" || model.protocol === "push";
}
