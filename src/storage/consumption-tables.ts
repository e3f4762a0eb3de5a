import {
  consumptionTable,
  type ConsumptionRow,
  type TableStep,
} from "#domain/consumption/consumption-table.ts";
import { hideOutside } from "#domain/consumption/hide-outside.ts";
import { onGrid } from "#domain/consumption/known-consumption.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import { type DateRange, type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import type { Queryable } from "#platform/database.ts";
import { consumptionFrom, measuredIds, type MeteredChannel } from "./channel-consumption.ts";
import { readRegisters } from "./read-readings.ts";
import { findTrendChannel, type TrendChannelQuery } from "./trend-channel.ts";

export interface MeterTable {
  readonly channel: MeteredChannel;
  readonly timeZone: string;
  readonly rows: readonly ConsumptionRow[];
}

/**
 * Consumption and registers of a meter over local days of its site, row by row. A tenant is given
 * the rows of its own days only. Undefined when the meter is at no service point or has no such
 * channel.
 */
export async function readTable(
  db: Queryable,
  query: TrendChannelQuery & { readonly days: DateRange; readonly step: TableStep },
): Promise<MeterTable | undefined> {
  const found = await findTrendChannel(db, query);
  if (!found) return undefined;
  const { channel, timeZone, known } = found;
  const { days, step } = query;
  const range = onGrid(instantsOf(days, timeZone), channel.intervalMinutes);
  const read = await readRegisters(db, measuredIds([channel]), range);
  const { consumption } = consumptionFrom(channel, read, range);
  const rows = consumptionTable({
    consumption: known ? hideOutside(consumption, known) : consumption,
    registers: read.get(channel.id) ?? EMPTY_SERIES,
    resolution: channel.resolution,
    days,
    timeZone,
    step,
  });
  return { channel, timeZone, rows: known ? rows.map((row) => hideRegister(row, known)) : rows };
}

/** A register that was read while the point was somebody else's is none of the caller's business. */
function hideRegister(row: ConsumptionRow, known: readonly InstantRange[]): ConsumptionRow {
  const ms = row.from.epochMilliseconds;
  const isKnown = known.some(
    ({ from, to }) => ms >= from.epochMilliseconds && ms <= to.epochMilliseconds,
  );
  return isKnown ? row : { ...row, register: undefined };
}
