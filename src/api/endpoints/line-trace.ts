import type { LineTrace, TracedRegisters } from "#api/contract/line-trace.ts";
import { tenantLimit, type Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import type { Bill } from "#domain/billing/bill.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type BillId, type LeaseId } from "#domain/core/id.ts";
import {
  type LineTrace as LineTraceFound,
  traceLine as trace,
  type TracedRegisters as TracedRegistersFound,
} from "#jobs/trace-line.ts";
import { findBill } from "#storage/bill-views.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";

/**
 * A tenant sees that a reading was changed and why, and not by which of the landlord's people, nor
 * what the line would come to today: that is the landlord's to check.
 */
export const traceLine: Endpoint<"traceLine"> = async ({ database }, { params, caller }) => {
  const tenantId = tenantLimit(caller);
  const bill = await findBill(database, { id: asId<BillId>(params.id), tenantId });
  if (!bill) throw notFound(`bill ${params.id}`);
  const { content, leaseId } = bill;
  const isStaff = caller.user.role !== "tenant";
  const found = await trace(database, {
    bill: { ...bill, leaseId: asId<LeaseId>(leaseId) },
    index: params.line,
    isPricedAnew: isStaff,
  });
  if (!found) throw notFound(`line ${params.line} of bill ${params.id}`);
  return answerOf(found, { content, isStaff });
};

function answerOf(
  found: LineTraceFound,
  { content, isStaff }: { readonly content: Bill; readonly isStaff: boolean },
): LineTrace {
  const { line, point, range, today } = found;
  return {
    ...registersOf(found, isStaff),
    billNumber: content.number,
    timeZone: content.timeZone,
    line: {
      label: line.label,
      formula: line.formula,
      quantity: line.quantity,
      unit: line.unit,
      price: line.price,
      amountMinor: line.amountMinor,
      touPeriod: line.touPeriod ?? null,
      season: line.season ?? null,
      tier: line.tier ?? null,
      estimatedShare: line.estimatedShare,
    },
    currency: content.currency,
    from: range.from.toString(),
    to: range.to.toString(),
    point: {
      id: point.servicePointId,
      name: point.name,
      consumption: point.consumption,
      unit: point.unit,
    },
    tariff: { name: point.tariffName, versionIds: point.tariffVersionIds },
    // The parts of a computed point are other people's: a tenant hears the sum of them only.
    parts: (isStaff ? found.parts : []).map((part) => ({
      pointId: part.channel.servicePointId,
      pointName: part.channel.pointName,
      factor: part.factor.toString(),
      ...registersOf(part, isStaff),
    })),
    today: today
      ? {
          quantity: today.quantity,
          amountMinor: today.amountMinor,
        }
      : null,
  };
}

/** The meters, their register values and every change of them. */
function registersOf(
  { channel, installations, readings, corrections }: TracedRegistersFound,
  isStaff: boolean,
): TracedRegisters {
  const shown = (counts: number) => shownBy(channel, counts);
  return {
    channel: channel
      ? {
          id: channel.id,
          quantity: channel.quantity,
          unit: channel.unit,
          resolution: channel.resolution.toString(),
        }
      : null,
    meters: installations.map((meter) => ({
      id: meter.meterId,
      serialNumber: meter.serialNumber,
      installedAt: meter.installedAt.toString(),
      removedAt: meter.removedAt?.toString() ?? null,
      multiplier: meter.multiplier,
      opening: meter.opening === null ? null : shown(meter.opening),
      closing: meter.closing === null ? null : shown(meter.closing),
    })),
    readings: Array.from(readings.epochMs, (ms, n) => ({
      at: Temporal.Instant.fromEpochMilliseconds(ms).toString(),
      value: shown(readings.counts[n] ?? 0),
      quality: readings.qualities[n] ?? 0,
    })),
    changes: corrections.map((change) => ({
      at: change.measuredAt.toString(),
      value: change.before ? shown(change.before.counts) : null,
      quality: change.before?.quality ?? null,
      newValue: shown(change.after.counts),
      newQuality: change.after.quality,
      changedAt: change.correctedAt.toString(),
      author: isStaff ? change.author : "",
      reason: change.reason,
    })),
  };
}

function shownBy(channel: MeteredChannel | undefined, counts: number): string {
  const resolution = channel?.resolution ?? Decimal.ONE;
  return Decimal.of(counts).times(resolution).toFixed(resolution.scale);
}
