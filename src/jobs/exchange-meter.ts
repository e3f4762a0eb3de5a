import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { Fraction } from "#domain/core/fraction.ts";
import type { MeterId, SiteId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { recordAudit } from "#storage/audit-entries.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { exchangeMeter, type ExchangedRegister } from "#storage/installations.ts";
import { findStockMeter, replaceMeter } from "#storage/meter-exchange.ts";
import { daysTouched, listTouchedBills, type TouchedBill } from "#storage/touched-bills.ts";
import { judgeAnew } from "#storage/validation-progress.ts";

export interface MeterExchange {
  readonly siteId: SiteId;
  readonly timeZone: string;
  /** The meter that goes, or whose multiplier changes. */
  readonly meterId: MeterId;
  readonly channels: readonly MeteredChannel[];
  readonly at: Temporal.Instant;
  /** Undefined: the meter stays. */
  readonly newMeter:
    | {
        readonly serialNumber: string;
        readonly modelId: string | undefined;
        readonly takesOverLine: boolean;
      }
    | undefined;
  readonly multiplier: Fraction | undefined;
  readonly registers: readonly ExchangedRegister[];
  readonly actor: string;
  readonly note: string;
  readonly now: Temporal.Instant;
}

export interface ExchangedMeter {
  readonly meterId: MeterId;
  readonly bills: readonly TouchedBill[];
}

/**
 * Notes that a meter gave way to another at an instant, with what both registers showed: the new
 * one is created, or taken from stock, and takes over the line where asked. All in one transaction
 * with its audit entry; the readings since are judged anew. Faults name the field.
 */
export async function noteExchange(
  database: Database,
  exchange: MeterExchange,
): Promise<Result<ExchangedMeter>> {
  const { channels, at, now } = exchange;
  const servicePointId = channels[0]?.servicePointId;
  if (servicePointId === undefined) throw new RangeError("an exchange is at a service point");
  return database
    .transaction(async (tx) => {
      const meterId = await newMeterId();
      if (!meterId.ok) return meterId;
      const done = await exchangeMeter(tx, {
        servicePointId,
        at,
        meterId: meterId.value,
        ...(exchange.multiplier && { multiplier: exchange.multiplier }),
        registers: exchange.registers,
      });
      // Thrown, so that a meter that was created for it is gone with it.
      if (!done.ok) throw new ExchangeRefused(done.faults);
      for (const { id: channelId } of channels) await judgeAnew(tx, { channelId, from: at });
      await recordAudit(tx, {
        at: now,
        actor: exchange.actor,
        action: "meter.exchanged",
        subject: `service point ${servicePointId}`,
        before: { meterId: exchange.meterId },
        after: {
          meterId: meterId.value,
          at: at.toString(),
          registers: exchange.registers,
          note: exchange.note,
        },
      });
      const days = daysTouched({ from: at, to: now }, exchange.timeZone);
      const bills = await listTouchedBills(tx, { servicePointId, days });
      return ok({ meterId: meterId.value, bills });

      async function newMeterId(): Promise<Result<MeterId>> {
        const { newMeter, siteId, meterId } = exchange;
        if (!newMeter) return ok(meterId);
        const known = await findStockMeter(tx, { siteId, serialNumber: newMeter.serialNumber });
        if (known?.isInstalled) return failed([takenFault(newMeter.serialNumber)]);
        const { serialNumber, modelId, takesOverLine } = newMeter;
        const meter = { serialNumber, modelId, takesOverLine, stockId: known?.id };
        return ok(await replaceMeter(tx, { siteId, oldId: meterId, ...meter }));
      }
    })
    .catch((error: unknown) => {
      if (error instanceof ExchangeRefused) return failed(error.faults);
      throw error;
    });
}

class ExchangeRefused extends Error {
  readonly faults;
  constructor(faults: Parameters<typeof failed>[0]) {
    super("the exchange is refused");
    this.faults = faults;
  }
}

function takenFault(serialNumber: string) {
  return {
    code: "exchange.meter-taken",
    subject: "body.newMeter.serialNumber",
    message: `meter ${serialNumber} is installed at another point`,
    remedy: "check the serial number, or remove it there first",
  };
}
