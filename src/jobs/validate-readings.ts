import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import { EMPTY_SERIES } from "#domain/consumption/register-series.ts";
import { calendarSteps } from "#domain/consumption/trend-range.ts";
import type { ChannelId, ServicePointId } from "#domain/core/id.ts";
import type { InstantRange } from "#domain/core/instant-range.ts";
import { clockFindings } from "#domain/validation/compare-findings.ts";
import type { Finding } from "#domain/validation/finding.ts";
import {
  DAY_RULES,
  DAYS_LOOKED_BACK,
  judgeChannel,
  REGISTER_RULES,
} from "#domain/validation/judge-channel.ts";
import { standsSince, standstillFindings } from "#domain/validation/standstill.ts";
import { type DatedRules, rulesAt } from "#domain/validation/validation-rules.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import {
  consumptionOf,
  listMeteredChannels,
  type MeteredChannel,
} from "#storage/channel-consumption.ts";
import { listShownRates } from "#storage/live-values.ts";
import { readRegister, readRegisters } from "#storage/read-readings.ts";
import { clearGone, oldestOpen, saveFindings } from "#storage/reading-exceptions.ts";
import { listEarlyReadings, listVacantDays } from "#storage/validation-inputs.ts";
import { type DueChannel, listDueChannels, saveProgress } from "#storage/validation-progress.ts";
import { listValidationRules } from "#storage/validation-rules.ts";
import { fillKnownGaps } from "./fill-known-gaps.ts";

/** Channels of one round; more wait for the next, which comes at once. */
const CHANNELS_AT_ONCE = 200;

/** A channel is judged at most this often: findings need not be younger. */
const REST_MINUTES = 10;

/** How far back a channel that was never judged is looked at. */
const DAYS_AT_FIRST = 62;

/** What is open for longer is looked at again only when somebody changes a reading. */
const DAYS_OPEN = 45;

/** Judges what was read since the last time; true when there is more to judge. */
export async function validateReadings({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<boolean> {
  const now = clock.now();
  const due = await listDueChannels(database, {
    now,
    atMost: CHANNELS_AT_ONCE,
    restMinutes: REST_MINUTES,
  });
  const ofPoint = await channelsByPoint(database, due);
  const rules = new Map<number, readonly DatedRules[]>();
  for (const one of due) {
    const known = rules.get(one.siteId) ?? (await listValidationRules(database, one.siteId));
    rules.set(one.siteId, known);
    const channels = ofPoint.get(one.servicePointId) ?? [];
    await validateChannel(database, { due: one, channels, rules: known, now });
  }
  return due.length === CHANNELS_AT_ONCE;
}

/** All channels of the points at which one is due. */
async function channelsByPoint(
  database: Database,
  due: readonly DueChannel[],
): Promise<ReadonlyMap<ServicePointId, readonly MeteredChannel[]>> {
  const servicePointIds = [...new Set(due.map(({ servicePointId }) => servicePointId))];
  const channels = await listMeteredChannels(database, { servicePointIds });
  return Map.groupBy(channels, ({ servicePointId }) => servicePointId);
}

interface Judged {
  readonly due: DueChannel;
  /** Those of its service point, itself among them. */
  readonly channels: readonly MeteredChannel[];
  readonly rules: readonly DatedRules[];
  readonly now: Temporal.Instant;
}

async function validateChannel(
  database: Database,
  { due, channels, rules, now }: Judged,
): Promise<void> {
  const channel = channels.find(({ id }) => id === due.channelId);
  if (!channel) return;
  const since = await judgedSince(database, due);
  const { days, judgedDays } = daysToJudge(due, since);
  const siblings = judgedDays > 0 ? channels.filter((one) => one !== channel) : [];
  const from = days[0] ? earlier(days[0].from, since) : since;
  const series = await readRegisters(database, [channel, ...siblings].map(idOf), {
    from,
    to: due.newest,
  });
  const own = series.get(channel.id) ?? EMPTY_SERIES;
  const newest = newestOf(own) ?? due.newest;
  const window = { from: since, to: newest };
  const judgedAt = days.slice(days.length - judgedDays);
  const vacantDays =
    channel.role === "unit" && judgedDays > 0
      ? await listVacantDays(database, channel.servicePointId, judgedAt)
      : [];
  const findings: Finding[] = [
    ...judgeChannel({
      ...channel,
      name: channel.pointName,
      digits: channel.registerDigits,
      series: own,
      rules,
      window,
      days,
      judgedDays,
      vacantDays,
      siblings: siblings.map((sibling) =>
        siblingOf(channel, { sibling, days, series: series.get(sibling.id) ?? EMPTY_SERIES }),
      ),
    }),
    ...clockFindings(
      await listEarlyReadings(database, channel.id, window.from),
      rulesAt(rules, newest),
    ),
    ...(await standstillOf(database, { channel, since, newest })),
  ];
  await database.transaction(async (tx) => {
    const about = { channelId: channel.id, at: now };
    await saveFindings(tx, { ...about, findings });
    const daySince = judgedAt[0]?.from;
    await clearGone(tx, { ...about, rules: REGISTER_RULES, since, found: findings });
    if (daySince) {
      await clearGone(tx, { ...about, rules: DAY_RULES, since: daySince, found: findings });
    }
    await fillKnownGaps(tx, { channel, timeZone: due.timeZone, findings, now });
    await saveProgress(tx, {
      channelId: channel.id,
      judgedUntil: later(newest, due.newest),
      at: now,
    });
  });
}

/** How far back is looked for when a register stopped; what stands for longer is merely stuck. */
const STANDSTILL_HOURS = 72;

/** Judged each time, since what a meter shows now is not kept for long. */
async function standstillOf(
  database: Database,
  {
    channel,
    since,
    newest,
  }: {
    readonly channel: MeteredChannel;
    readonly since: Temporal.Instant;
    readonly newest: Temporal.Instant;
  },
): Promise<Finding[]> {
  const shown = await listShownRates(database, channel.servicePointId);
  if (shown.every(({ aboveZeroSince }) => aboveZeroSince === null)) return [];
  const from = earlier(since, newest).subtract({ hours: STANDSTILL_HOURS });
  const stillSince = standsSince(await readRegister(database, channel.id, { from, to: newest }));
  if (!stillSince) return [];
  return standstillFindings({ ...channel, stillSince, newest }, shown);
}

function idOf({ id }: MeteredChannel): ChannelId {
  return id;
}

/** From where on readings are judged: since the last time, and what may have been cleared. */
async function judgedSince(database: Database, due: DueChannel): Promise<Temporal.Instant> {
  if (!due.judgedUntil) return due.newest.subtract({ hours: 24 * DAYS_AT_FIRST });
  const after = due.newest.subtract({ hours: 24 * DAYS_OPEN });
  const open = await oldestOpen(database, { channelId: due.channelId, after });
  return open ? earlier(open, due.judgedUntil) : due.judgedUntil;
}

/** The local days that have ended since, after those that tell what is usual. */
function daysToJudge({ judgedUntil, newest, timeZone }: DueChannel, since: Temporal.Instant) {
  const firstDay = (judgedUntil ?? since).toZonedDateTimeISO(timeZone).toPlainDate();
  const today = newest.toZonedDateTimeISO(timeZone).toPlainDate();
  const judged = calendarSteps({ from: firstDay, to: today }, "day", timeZone);
  if (judged.length === 0) return { days: [], judgedDays: 0 };
  const lookBack = { from: firstDay.subtract({ days: DAYS_LOOKED_BACK }), to: firstDay };
  return {
    days: [...calendarSteps(lookBack, "day", timeZone), ...judged],
    judgedDays: judged.length,
  };
}

/** `energyDeliveredT1` and so on are the tariff registers of `energyDelivered`. */
function siblingOf(
  { quantity, unit }: MeteredChannel,
  {
    sibling,
    days,
    series,
  }: {
    readonly sibling: MeteredChannel;
    readonly days: readonly InstantRange[];
    readonly series: RegisterSeries;
  },
) {
  const from = days[0]?.from;
  const to = days.at(-1)?.to;
  if (!from || !to) throw new RangeError("siblings are compared over days");
  return {
    name: sibling.quantity,
    consumption: consumptionOf(sibling, series, { from, to }).consumption,
    isPart: sibling.unit === unit && new RegExp(`^${quantity}T\\d+$`).test(sibling.quantity),
  };
}

function newestOf({ epochMs }: RegisterSeries): Temporal.Instant | undefined {
  const last = epochMs.at(-1);
  return last === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(last);
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? b : a;
}
