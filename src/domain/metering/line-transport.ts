import type { SerialSettings } from "./meter-model.ts";

/** A gateway that speaks Modbus TCP. */
export interface ModbusTcpTransport {
  readonly kind: "modbus-tcp";
  readonly host: string;
  readonly port: number;
  /** Of one request, and of connecting. */
  readonly timeoutMs: number;
  /**
   * How many requests may be under way at once, 1 to 16: not every gateway bears several. Absent: as
   * many as it bears, which is found out (`question-pace.ts`).
   */
  readonly questionsAtOnce?: number;
}

/** A serial server: what is sent to its TCP port goes to the wire behind it byte for byte. */
export interface SerialServerTransport {
  readonly kind: "serial-server";
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** As the server's port is set: the silences between frames follow from it. */
  readonly serial: SerialSettings;
}

/** A serial port of the machine on which a collector runs. */
export interface SerialPortTransport {
  readonly kind: "serial-port";
  /** `/dev/serial/by-id/...`: a name that stays when the plug moves is better than `/dev/ttyUSB0`. */
  readonly path: string;
  /** The host name of that machine; any collector where absent. */
  readonly machine?: string;
  readonly timeoutMs: number;
  readonly serial: SerialSettings;
}

/** A broker to which gateways and network servers publish what their meters say. */
export interface MqttTransport {
  readonly kind: "mqtt";
  /** `mqtt://broker.example:1883`, `mqtts://...`, `ws://...` */
  readonly url: string;
  readonly username?: string;
  /** Sealed by the installation's key; opened only where the broker is called. */
  readonly sealedPassword?: string;
}

/** Meters whose values are sent to SmartPM's own address, with a token. */
export interface PushTransport {
  readonly kind: "push";
}

/** How a line is reached. */
export type LineTransport =
  ModbusTcpTransport | SerialServerTransport | SerialPortTransport | MqttTransport | PushTransport;

/** Which protocols a line of this kind can carry. */
export const PROTOCOLS_OF_TRANSPORT = {
  "modbus-tcp": ["modbus"],
  "serial-server": ["modbus", "dlt645-1997", "dlt645-2007", "cjt188", "mbus", "iec62056-21"],
  "serial-port": ["modbus", "dlt645-1997", "dlt645-2007", "cjt188", "mbus", "iec62056-21"],
  mqtt: ["mqtt-json"],
  push: ["push"],
} as const satisfies Record<LineTransport["kind"], readonly string[]>;

/** Whether it is found out how many questions at once a line bears. */
export function learns(transport: LineTransport): boolean {
  return transport.kind === "modbus-tcp" && transport.questionsAtOnce === undefined;
}

/** Which gateway a line reaches, `host:port`; empty where none is reached by the network. */
export function gatewayOf(transport: LineTransport): string {
  return "host" in transport ? `${transport.host}:${transport.port}` : "";
}

const MS_PER_SECOND = 1000;

/** How long one character takes on a wire with these settings, in ms: start, data, parity, stop. */
export function characterMs({ baudRate, dataBits, parity, stopBits }: SerialSettings): number {
  const bits = 1 + dataBits + (parity === "none" ? 0 : 1) + stopBits;
  return (MS_PER_SECOND * bits) / baudRate;
}
