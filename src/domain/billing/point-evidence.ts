import type { InstalledMeter } from "#domain/consumption/installed-meter.ts";
import type { RegisterSeries } from "#domain/consumption/register-series.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { Fault, Result } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { SideChannel } from "#domain/rating/asked-channels.ts";
import type { PointCircumstances } from "#domain/rating/circumstances.ts";
import type { RatedVersion } from "#domain/rating/rating-input.ts";

/** A register that is billed, and what turns its counts into consumption. */
export interface BilledRegister {
  readonly pointName: string;
  readonly commodity: Commodity;
  readonly unit: string;
  /** One count in `unit`, before the multiplier. */
  readonly resolution: Decimal;
  /** The register wraps at 10^registerDigits; 0: never. */
  readonly registerDigits: number;
  /** The rated power of the connection in `unit` an hour; undefined where nobody told it. */
  readonly mostPerHour: Decimal | undefined;
  readonly intervalMinutes: number;
  /** The meters that have been at the service point, oldest first. */
  readonly meters: readonly InstalledMeter[];
}

/** A register beside the billed one: reactive energy, or what is sent back. */
export interface SideRegister {
  readonly channel: SideChannel;
  readonly register: BilledRegister;
  readonly series: RegisterSeries;
}

/** A measured register in the sum of a virtual point. */
export interface RegisterPart {
  /** How often it counts: 1 is added, -1 taken off. */
  readonly factor: Decimal;
  readonly register: BilledRegister;
  readonly series: RegisterSeries;
}

/** A tariff with its versions, read; or why one of them cannot be. */
export interface TariffToRate {
  readonly name: string;
  readonly versions: Result<readonly RatedVersion[]>;
}

/** A further tariff of a point, and the days of the point's that it prices. */
export interface AddOnTariff extends TariffToRate {
  readonly days: DateRange;
}

/** Everything that one service point's part of a bill is made from. */
export interface PointEvidence {
  readonly servicePointId: number;
  /** The days of the billing period in which the lease pays the point by this tariff. */
  readonly days: DateRange;
  /** The first day on which the lease pays it: ladders count nothing before it. */
  readonly countsFrom: Temporal.PlainDate;
  /** The first day whose consumption is asked for: before `days` where a yearly ladder counts. */
  readonly readFrom: Temporal.PlainDate;
  /** Undefined where the point has no register that is billed. */
  readonly register: BilledRegister | undefined;
  /** Undefined where nothing was read, and of a virtual point. */
  readonly series: RegisterSeries | undefined;
  /** Of a virtual point: what it is the sum of; none of a measured one. */
  readonly parts: readonly RegisterPart[];
  /** Other registers of the point that its tariff asks for. */
  readonly sides: readonly SideRegister[];
  /** What its tariffs ask for beside the registers. */
  readonly around: PointCircumstances;
  /** Why a bill over these days must wait: readings that cannot be right and are not decided. */
  readonly held: readonly Fault[];
  readonly meterSerialNumber: string;
  readonly tariff: TariffToRate;
  /** Tariffs that price the same consumption beside it, in their order on the bill. */
  readonly addOns: readonly AddOnTariff[];
}

/** Where and for whom points are priced. */
export interface PricingPlace {
  /** For the faults. */
  readonly tenant: string;
  /** The language of the labels. */
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
}
