import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ModbusModel } from "#domain/metering/meter-model.ts";
import type { ModbusRegister } from "#domain/metering/meter-register.ts";

/** Behind the gateway. */
export const UNITS = 200;
/** Of a read. */
export const REGISTERS = 40;
export const TIMEOUT_MS = 2_000;

/** What each of its units is. */
export const model: ModbusModel = {
  id: "bench",
  maker: "Bench",
  name: "40 registers",
  commodities: ["electricity"],
  protocol: "modbus",
  registersAtMost: 125,
  holesReadable: false,
  transformers: "none",
  registers: Array.from({ length: REGISTERS }, (_, address): ModbusRegister => ({
    quantity: `at${address}`,
    address,
    functionCode: 3,
    type: "uint16",
    wordOrder: "big",
    scale: "1",
    unit: "",
    role: "live",
  })),
  sources: ["made for the bench"],
  confidence: "A",
  frames: [],
};

/**
 * The gateway as a process of its own: Modbus TCP, `delayMs` away, or with a baud rate a serial server
 * with such a wire.
 */
export async function startGateway(baudRate = 0, delayMs = 0) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "gateway-process.ts"), String(baudRate), String(delayMs)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [port] = await once(createInterface({ input: child.stdout }), "line");
  return { port: Number(port), stop: () => child.kill() };
}
