import type { ChangedReading, Reading } from "#api/contract/readings.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { findMeteredPoint, refused } from "#api/metered-point.ts";
import { pastMomentOf } from "#api/moments.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { timesFraction } from "#domain/core/fraction.ts";
import { type InstantRange, instantsOf } from "#domain/core/instant-range.ts";
import { hasQuality } from "#domain/metering/reading-quality.ts";
import { parseMultiplier } from "#domain/metering/multiplier.ts";
import { markSuspect, registerFindings } from "#domain/validation/register-findings.ts";
import { changeReading, countsShown, judgeReading, valueAt } from "#jobs/enter-reading.ts";
import { noteExchange } from "#jobs/exchange-meter.ts";
import type { MeteredChannel } from "#storage/channel-consumption.ts";
import { readRegister } from "#storage/read-readings.ts";
import { listCorrections, type ReadingCorrection } from "#storage/reading-corrections.ts";
import type { TouchedBill } from "#storage/touched-bills.ts";

export const listReadings: Endpoint<"listReadings"> = async (context, { params, query }) => {
  const { meter, channel } = await findMeteredPoint(context, {
    meterId: params.id,
    channelId: query.channel,
  });
  const { timeZone } = meter;
  const today = context.clock.now().toZonedDateTimeISO(timeZone).toPlainDate();
  const from = query.day === undefined ? today : Temporal.PlainDate.from(query.day);
  const days = { from, to: from.add({ days: query.days }) };
  const range = instantsOf(days, timeZone);
  const { database } = context;
  const read = await readRegister(database, channel.id, range);
  const digits = channel.registerDigits;
  const findings = registerFindings({ ...channel, digits, series: read, rules: [] });
  const { epochMs, counts, qualities } = within(markSuspect(read, findings), range);
  const changes = Map.groupBy(
    await listCorrections(database, channel.id, {
      from: range.from,
      to: range.to.add({ seconds: 1 }),
    }),
    ({ measuredAt }) => measuredAt.epochMilliseconds,
  );
  const stored = Array.from(epochMs, (ms, n): Reading => ({
    at: Temporal.Instant.fromEpochMilliseconds(ms).toString(),
    value: shown(channel, counts[n] ?? 0),
    quality: qualities[n] ?? 0,
    changes: (changes.get(ms) ?? []).map((change) => changeOf(channel, change)),
  }));
  // What was withdrawn counts no longer and stays to be seen.
  const known = new Set(epochMs);
  const withdrawn = [...changes].flatMap(([ms, own]): Reading[] => {
    const last = own.at(-1);
    if (known.has(ms) || !last) return [];
    return [
      {
        at: Temporal.Instant.fromEpochMilliseconds(ms).toString(),
        value: shown(channel, last.after.counts),
        quality: last.after.quality,
        changes: own.map((change) => changeOf(channel, change)),
      },
    ];
  });
  return {
    channelId: channel.id,
    quantity: channel.quantity,
    unit: channel.unit,
    resolution: channel.resolution.toString(),
    timeZone,
    fromDay: days.from.toString(),
    toDay: days.to.toString(),
    readings: [...stored, ...withdrawn].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
};

/** The part of a series that lies in a range, its end excluded: that is the next day's. */
function within(
  { epochMs, counts, qualities }: RegisterSeries,
  { from, to }: InstantRange,
): RegisterSeries {
  const isIn = (_: unknown, n: number) => {
    const ms = epochMs[n] ?? 0;
    return ms >= from.epochMilliseconds && ms < to.epochMilliseconds;
  };
  return {
    epochMs: epochMs.filter(isIn),
    counts: counts.filter(isIn),
    qualities: qualities.filter(isIn),
  };
}

function changeOf(channel: MeteredChannel, change: ReadingCorrection): Reading["changes"][number] {
  return {
    value: change.before ? shown(channel, change.before.counts) : null,
    quality: change.before?.quality ?? null,
    newValue: shown(channel, change.after.counts),
    newQuality: change.after.quality,
    changedAt: change.correctedAt.toString(),
    author: change.author,
    reason: change.reason,
  };
}

/** The register as the meter shows it. */
function shown({ resolution }: MeteredChannel, counts: number): string {
  return Decimal.of(counts).times(resolution).toFixed(resolution.scale);
}

/** Counts of the register as what was used: behind the multiplier of the meter in place. */
function used({ resolution, meters }: MeteredChannel, counts: number): string {
  const multiplier = meters.at(-1)?.multiplier ?? { numerator: 1n, denominator: 1n };
  const quantity = timesFraction(Decimal.of(counts).times(resolution), multiplier);
  return quantity.toFixed(resolution.scale);
}

export const checkReading: Endpoint<"checkReading"> = async (context, { params, query }) => {
  const { meter, channel } = await findMeteredPoint(context, {
    meterId: params.id,
    channelId: query.channel,
  });
  const now = context.clock.now();
  const { timeZone } = meter;
  const at =
    query.at === undefined
      ? minuteOf(now)
      : pastMomentOf(query.at, { timeZone, now, field: "query.at" });
  const value = Decimal.parse(query.value);
  const judged = await judgeReading(context.database, { channel, siteId: meter.siteId, at, value });
  if (!judged.ok) throw refused(judged.faults);
  const { verdict, use, usual, beforeAt } = judged.value;
  return {
    verdict,
    use: use === undefined ? null : used(channel, use),
    usual: usual === undefined ? null : used(channel, usual),
    beforeAt: beforeAt?.toString() ?? null,
    unit: channel.unit,
    timeZone,
  };
};

function minuteOf(at: Temporal.Instant): Temporal.Instant {
  return at.round({ smallestUnit: "minute", roundingMode: "floor" });
}

/** A time at which another value is stored is corrected, with a reason, and not entered. */
export const enterReading: Endpoint<"enterReading"> = async (context, { params, body, caller }) => {
  const { meter, channel } = await findMeteredPoint(context, {
    meterId: params.id,
    channelId: body.channel,
  });
  const now = context.clock.now();
  const { timeZone } = meter;
  const at = minuteOf(
    body.at === undefined ? now : pastMomentOf(body.at, { timeZone, now, field: "body.at" }),
  );
  const counts = countsShown(channel, Decimal.parse(body.value));
  if (!counts.ok) throw refused(counts.faults);
  const stored = await valueAt(context.database, channel, at);
  if (stored && stored.counts !== counts.value && !hasQuality(stored.quality, "estimated")) {
    const there = shown(channel, stored.counts);
    throw refused([
      {
        code: "reading.there",
        subject: "body.value",
        message: `${there} is stored for that time`,
        remedy: "correct that reading, and say why",
      },
    ]);
  }
  const change = await changeReading(context.database, {
    channel,
    timeZone,
    at,
    counts: counts.value,
    author: caller.user.email,
    reason: body.note === "" ? "read off the meter" : body.note,
    now,
  });
  return changedOf(channel, { at, ...change });
};

export const correctReading: Endpoint<"correctReading"> = async (
  context,
  { params, body, caller },
) => {
  const { meter, channel } = await findMeteredPoint(context, {
    meterId: params.id,
    channelId: body.channel,
  });
  const now = context.clock.now();
  const at = pastMomentOf(body.at, { timeZone: meter.timeZone, now, field: "body.at" });
  const counts = body.value === null ? undefined : countsShown(channel, Decimal.parse(body.value));
  if (counts && !counts.ok) throw refused(counts.faults);
  const change = await changeReading(context.database, {
    channel,
    timeZone: meter.timeZone,
    at,
    counts: counts?.value ?? null,
    author: caller.user.email,
    reason: body.reason,
    now,
  });
  return changedOf(channel, { at, ...change });
};

function changedOf(
  channel: MeteredChannel,
  {
    at,
    correction,
    bills,
  }: {
    readonly at: Temporal.Instant;
    readonly correction: ReadingCorrection | undefined;
    readonly bills: readonly TouchedBill[];
  },
): ChangedReading {
  return {
    channelId: channel.id,
    at: at.toString(),
    before: correction?.before ? shown(channel, correction.before.counts) : null,
    value: correction ? shown(channel, correction.after.counts) : null,
    bills: bills.map(billOf),
  };
}

function billOf(bill: TouchedBill): ChangedReading["bills"][number] {
  return {
    id: bill.id,
    number: bill.number,
    tenant: bill.tenant,
    periodFrom: bill.period.from.toString(),
    periodTo: bill.period.to.toString(),
    totalMinor: bill.totalMinor.toString(),
    currency: bill.currency,
  };
}

export const exchangeMeter: Endpoint<"exchangeMeter"> = async (
  context,
  { params, body, caller },
) => {
  const { meter, channels } = await findMeteredPoint(context, { meterId: params.id });
  const now = context.clock.now();
  const at = pastMomentOf(body.at, { timeZone: meter.timeZone, now, field: "body.at" });
  const multiplier = body.multiplier === undefined ? undefined : parseMultiplier(body.multiplier);
  if (body.multiplier !== undefined && !multiplier) {
    throw refused([
      {
        code: "exchange.multiplier",
        subject: "body.multiplier",
        message: `${body.multiplier} is no ratio above 0`,
        remedy: "write it like 40, 0.5 or 1/3",
      },
    ]);
  }
  const registers = body.registers.map(({ channel: channelId, closing, opening }, n) => {
    const channel = channels.find(({ id }) => id === channelId);
    if (!channel) {
      const subject = `body.registers.${n}.channel`;
      throw refused([
        { code: "exchange.channel", subject, message: "is no channel of the meter's point" },
      ]);
    }
    const counts = (field: "closing" | "opening", text: string) => {
      const found = countsShown(channel, Decimal.parse(text));
      if (found.ok) return found.value;
      const subject = `body.registers.${n}.${field}`;
      throw refused(found.faults.map((fault) => ({ ...fault, subject })));
    };
    return {
      channelId: channel.id,
      closing: counts("closing", closing),
      opening: counts("opening", opening),
    };
  });
  const { newMeter } = body;
  const done = await noteExchange(context.database, {
    siteId: meter.siteId,
    timeZone: meter.timeZone,
    meterId: meter.id,
    channels,
    at,
    newMeter: newMeter && { ...newMeter, modelId: newMeter.modelId },
    multiplier,
    registers,
    actor: caller.user.email,
    note: body.note,
    now,
  });
  if (!done.ok) throw refused(done.faults);
  const { meterId, bills } = done.value;
  return { meterId, at: at.toString(), bills: bills.map(billOf) };
};
