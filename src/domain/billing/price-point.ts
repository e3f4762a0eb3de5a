import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { type Fault, failed, type Result } from "#domain/core/fault.ts";
import { instantsOf, type InstantRange } from "#domain/core/instant-range.ts";
import type { SideChannels } from "#domain/rating/circumstances.ts";
import { rate } from "#domain/rating/rate.ts";
import { rateTogether, type TariffOnPoint } from "#domain/rating/rate-together.ts";
import type { RatingInput, RatingResult } from "#domain/rating/rating-input.ts";
import type { PointToBill } from "./make-bill.ts";
import type {
  BilledRegister,
  PointEvidence,
  PricingPlace,
  SideRegister,
  TariffToRate,
} from "./point-evidence.ts";
import { type PointUse, usedAt, useOfRegister } from "./point-use.ts";
import { belowZero, neverRead, readTooEarly, unreadTime } from "./reading-faults.ts";

export interface PricedPoints {
  readonly points: readonly PointToBill[];
  /** What is odd about them, and points that were never read and so are not among them. */
  readonly remarks: readonly Fault[];
  /** Points whose newest reading lies before the end of the days to be billed. */
  readonly late: readonly Fault[];
  /** Why points cannot be priced although they were read. */
  readonly obstacles: readonly Fault[];
}

const NOTHING: PricedPoints = { points: [], remarks: [], late: [], obstacles: [] };

/** Prices every service point of a bill. The same evidence gives the same result anywhere. */
export function pricePoints(evidence: readonly PointEvidence[], place: PricingPlace): PricedPoints {
  const priced = evidence.map((point) => pricePoint(point, place));
  return {
    points: priced.flatMap(({ points }) => points),
    remarks: priced.flatMap(({ remarks }) => remarks),
    late: priced.flatMap(({ late }) => late),
    obstacles: priced.flatMap(({ obstacles }) => obstacles),
  };
}

function pricePoint(evidence: PointEvidence, place: PricingPlace): PricedPoints {
  const { servicePointId, register, days } = evidence;
  const range = instantsOf(days, place.timeZone);
  const point = register?.pointName ?? `point ${servicePointId}`;
  const named = { tenant: place.tenant, point };
  const use = register && usedAt(evidence, register, range);
  if (!use) return { ...NOTHING, remarks: [neverRead(named)] };
  const { read, ends, installedAtMs } = use;
  const unread = unreadTime(named, { read, range, installedAtMs });
  const remarks = unread ? [...read.faults, unread] : read.faults;
  // Where nothing before the days is asked for, what was read of them is all there is.
  const consumption = evidence.readFrom.equals(days.from) ? read.consumption : undefined;
  const rating = ratingOf(evidence, { register, use, place, consumption });
  if (!rating.ok) {
    const obstacles = rating.faults.map((fault) => ({
      ...fault,
      subject: `${point}, ${fault.subject}`,
    }));
    return { ...NOTHING, remarks, obstacles: [...evidence.held, ...obstacles] };
  }
  const { timeZone } = place;
  const below = rating.value.quantity.isNegative()
    ? [belowZero(named, { quantity: rating.value.quantity, unit: register.unit })]
    : [];
  return {
    ...NOTHING,
    points: [
      {
        servicePointId,
        name: point,
        commodity: register.commodity,
        meterSerialNumber: evidence.meterSerialNumber,
        unit: register.unit,
        days,
        ...ends,
        resolution: use.resolution,
        multiplier: use.multiplier,
        tariffName: [evidence.tariff, ...evidence.addOns].map(({ name }) => name).join(" + "),
        rating: rating.value,
      },
    ],
    remarks,
    obstacles: [...evidence.held, ...below],
    late:
      use.awaitedSinceMs === undefined
        ? []
        : [readTooEarly(named, { readAtMs: use.awaitedSinceMs, timeZone })],
  };
}

function ratingOf(
  evidence: PointEvidence,
  {
    register,
    use,
    place: { timeZone, currency, language },
    consumption,
  }: {
    readonly register: BilledRegister;
    readonly use: PointUse;
    readonly place: PricingPlace;
    readonly consumption: IntervalConsumption | undefined;
  },
): Result<RatingResult> {
  const { days, countsFrom, sides, around } = evidence;
  const since = instantsOf({ from: knownFrom(evidence, timeZone), to: days.to }, timeZone);
  const rating = rateByAll(evidence, {
    period: days,
    countsFrom,
    timeZone,
    language,
    consumption: consumption ?? use.readOver(since).consumption,
    unit: register.unit,
    ...around,
    channels: sideChannels(sides, since),
  });
  if (!rating.ok) return rating;
  const tariffs = [evidence.tariff, ...evidence.addOns];
  const foreign = tariffs.flatMap(
    (tariff) => foreignCurrency(tariff, { rating: rating.value, currency }) ?? [],
  );
  return foreign.length > 0 ? failed(foreign) : rating;
}

/**
 * The first local day that is asked for and known from its beginning: what was used before the
 * first reading is not nothing. Never after the days that are billed.
 */
function knownFrom(
  { series, parts, readFrom, days }: PointEvidence,
  timeZone: string,
): Temporal.PlainDate {
  // A sum is known once the last of its parts is.
  const firsts = parts.map((part) => part.series.epochMs[0] ?? -Infinity);
  const firstMs = parts.length > 0 ? Math.max(...firsts) : series?.epochMs[0];
  if (firstMs === undefined || readFrom.equals(days.from)) return readFrom;
  const first = Temporal.Instant.fromEpochMilliseconds(firstMs).toZonedDateTimeISO(timeZone);
  const whole = first.startOfDay().equals(first) ? first : first.add({ days: 1 });
  const [, day = readFrom] = [readFrom, whole.toPlainDate()].toSorted(Temporal.PlainDate.compare);
  return Temporal.PlainDate.compare(day, days.from) < 0 ? day : days.from;
}

/** By the point's tariff, and by those beside it. */
function rateByAll(
  { tariff, addOns }: PointEvidence,
  input: Omit<RatingInput, "versions">,
): Result<RatingResult> {
  if (!tariff.versions.ok) return tariff.versions;
  if (addOns.length === 0) return rate({ ...input, versions: tariff.versions.value });
  const tariffs: TariffOnPoint[] = [{ name: tariff.name, versions: tariff.versions.value }];
  for (const { name, versions, days } of addOns) {
    if (!versions.ok) return versions;
    tariffs.push({ name, versions: versions.value, period: days });
  }
  return rateTogether(tariffs, input);
}

function sideChannels(sides: readonly SideRegister[], range: InstantRange): SideChannels {
  return Object.fromEntries(
    sides.map(({ channel, register, series }) => [
      channel,
      useOfRegister(register, series, range).consumption,
    ]),
  );
}

/** A bill has one currency: the site's. */
function foreignCurrency(
  { name, versions }: TariffToRate,
  { rating, currency }: { readonly rating: RatingResult; readonly currency: string },
): Fault | undefined {
  const used = versions.ok ? versions.value.filter(({ id }) => rating.versionIds.includes(id)) : [];
  const foreign = used.find(({ document }) => document.currency !== currency);
  if (!foreign) return undefined;
  return {
    code: "billing.currency",
    subject: `tariff "${name}"`,
    message: `its prices are in ${foreign.document.currency}, the site's bills in ${currency}`,
    remedy: `add a version in ${currency}`,
  };
}
