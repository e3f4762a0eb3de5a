import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { LineConnection } from "#drivers/line-connection.ts";
import { LineError, lineErrorKind } from "#drivers/line-error.ts";
import { withPulses } from "#drivers/pulse-values.ts";
import { readHints } from "#drivers/modbus/read-hints.ts";
import type { RegisterValue } from "#drivers/register-value.ts";
import { monotonicMs } from "#platform/clock.ts";
import { errorText } from "#platform/refusal.ts";
import type {
  CommandError,
  ReadCommand,
  ReadResult,
  ShownValue,
  WireBytes,
} from "#storage/line-commands.ts";
import type { LineJob } from "./line-job.ts";

export interface ReadJobOptions {
  readonly command: ReadCommand;
  readonly model: MeterModel;
  readonly finish: (result: ReadResult) => void;
}

/** Of a meter that answers without end no more is shown. */
const WIRE_ENTRIES_AT_MOST = 200;

/** Reads a meter once, all its registers, and shows every byte that passed. */
export function readJob({ command, model, finish }: ReadJobOptions): LineJob {
  return {
    isLong: false,
    async step(connection) {
      const wire: WireBytes[] = [];
      const startedMs = monotonicMs();
      const sinceMs = () => Math.round(monotonicMs() - startedMs);
      connection.tap((direction, bytes) => {
        if (wire.length >= WIRE_ENTRIES_AT_MOST) return;
        wire.push({ direction, hex: Buffer.from(bytes).toString("hex"), atMs: sinceMs() });
      });
      try {
        const values = await valuesOf(connection, { command, model });
        const latencyMs = sinceMs();
        finish({ wire, latencyMs, values: values.map(shownValue), hints: readHints(values) });
      } catch (error) {
        finish({ wire, latencyMs: sinceMs(), error: commandError(error) });
      } finally {
        connection.tap(undefined);
      }
      return true;
    },
  };
}

async function valuesOf(
  connection: LineConnection,
  { command, model }: Pick<ReadJobOptions, "command" | "model">,
): Promise<readonly RegisterValue[]> {
  const reader = connection.meter({ model, address: command.address });
  return withPulses(await reader.read(model.registers), model, command.pulses ?? {});
}

function shownValue({ register, value }: RegisterValue): ShownValue {
  return {
    quantity: register.quantity,
    value: value?.toString() ?? null,
    unit: register.unit,
  };
}

/** What was thrown, for a person. */
export function commandError(error: unknown): CommandError {
  const code = error instanceof LineError ? error.code : undefined;
  return {
    kind: lineErrorKind(error),
    message: errorText(error),
    ...(code !== undefined && { code }),
  };
}
