import type { BilledPoint, BillLine } from "#domain/billing/bill.ts";
import { EMPTY_SERIES, type RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import { asId, type ServicePointId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import type { Database } from "#platform/database.ts";
import type { IssuedContent } from "#storage/bills.ts";
import { listMeteredChannels, type MeteredChannel } from "#storage/channel-consumption.ts";
import {
  type InstallationHistory,
  listInstallationHistory,
} from "#storage/installation-history.ts";
import { readRegistersWithin } from "#storage/read-readings.ts";
import { listCorrections, type ReadingCorrection } from "#storage/reading-corrections.ts";
import { recalculateBill } from "./recalculate-bill.ts";

/** The registers of one point over the time of a line, as they are stored. */
export interface TracedRegisters {
  /** Undefined where the point has no channel any more. */
  readonly channel: MeteredChannel | undefined;
  readonly installations: readonly InstallationHistory[];
  /** Every stored register value from the line's first instant to its last. */
  readonly readings: RegisterSeries;
  /** Every change of them, oldest reading first. */
  readonly corrections: readonly ReadingCorrection[];
}

/** A measured point in the sum that a calculated one is. */
export interface TracedPart extends TracedRegisters {
  readonly factor: Decimal;
  readonly channel: MeteredChannel;
}

/** A bill line with all that it rests on, down to the register values as they are stored. */
export interface LineTrace extends TracedRegisters {
  readonly line: BillLine;
  readonly point: BilledPoint;
  readonly range: InstantRange;
  /** Of a point that is calculated from others; empty for one that is measured. */
  readonly parts: readonly TracedPart[];
  /** The same line as today's readings price it; undefined where they do not, or nobody asked. */
  readonly today: BillLine | undefined;
}

export interface TracedLine {
  readonly bill: Pick<IssuedContent, "id" | "content" | "leaseId">;
  /** From 0. */
  readonly index: number;
  /** Whether to price it by today's readings too; that needs rows which no tenant's role may read. */
  readonly isPricedAnew: boolean;
}

/** Undefined when the bill has no such line. */
export async function traceLine(
  database: Database,
  { bill, index, isPricedAnew }: TracedLine,
): Promise<LineTrace | undefined> {
  const { content } = bill;
  const line = content.lines[index];
  const point = content.points.find((one) => one.servicePointId === line?.servicePointId);
  if (!line || !point) return undefined;
  const range = { from: Temporal.Instant.from(line.from), to: Temporal.Instant.from(line.to) };
  const [channel] = await listMeteredChannels(database, {
    servicePointIds: [asId<ServicePointId>(point.servicePointId)],
    billing: true,
  });
  const again = isPricedAnew ? await recalculateBill(database, bill) : undefined;
  const today = again?.ok ? again.value.after.lines.find((one) => isSame(one, line)) : undefined;
  const own = { line, point, range, today };
  if (!channel) return { ...own, ...NOTHING, parts: [] };
  const parts: TracedPart[] = [];
  for (const { factor, channel: part } of channel.parts ?? []) {
    parts.push({ factor, ...(await traceRegisters(database, part, range)) });
  }
  return { ...own, ...(await traceRegisters(database, channel, range)), parts };
}

const NOTHING: TracedRegisters = {
  channel: undefined,
  installations: [],
  readings: EMPTY_SERIES,
  corrections: [],
};

async function traceRegisters(database: Database, channel: MeteredChannel, range: InstantRange) {
  const registers = await readRegistersWithin(database, [channel.id], range);
  return {
    channel,
    installations: await listInstallationHistory(database, {
      servicePointId: channel.servicePointId,
      channelId: channel.id,
      range,
    }),
    readings: registers.get(channel.id) ?? EMPTY_SERIES,
    corrections: await listCorrections(database, channel.id, {
      from: range.from,
      to: range.to.add({ seconds: 1 }),
    }),
  };
}

/** Whether two lines are about the same: charge, days, period and tier, whatever they come to. */
function isSame(one: BillLine, line: BillLine): boolean {
  return (
    one.servicePointId === line.servicePointId &&
    one.kind === line.kind &&
    one.chargeId === line.chargeId &&
    one.touPeriod === line.touPeriod &&
    one.season === line.season &&
    one.tier === line.tier &&
    one.from === line.from &&
    one.to === line.to
  );
}
