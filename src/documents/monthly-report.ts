import type { AlarmKind } from "#domain/alarms/alarm-rule.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import type { Decimal } from "#domain/core/decimal.ts";

/** What a site's month was like, in figures. */
export interface MonthlyReport {
  readonly language: BillLanguage;
  readonly locale: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly organisation: string;
  readonly site: string;
  readonly month: Temporal.PlainYearMonth;
  readonly madeAt: Temporal.Instant;
  readonly energy: readonly ReportEnergy[];
  readonly borne: readonly ReportBorne[];
  readonly money: ReportMoney;
  readonly zones: readonly ReportZone[];
  readonly alarms: readonly {
    readonly kind: AlarmKind;
    readonly raised: number;
    readonly cleared: number;
    readonly standing: number;
  }[];
  readonly readings: ReportReadings;
}

/** What was used of a commodity; undefined where nothing is known. */
export interface ReportEnergy {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly used: Decimal | undefined;
  readonly monthBefore: Decimal | undefined;
  readonly yearBefore: Decimal | undefined;
  /** Kilograms of CO2; undefined where the site has no factor for it. */
  readonly co2Kg: Decimal | undefined;
}

/** What became of a commodity's supply. */
export interface ReportBorne {
  readonly commodity: Commodity;
  readonly unit: string;
  readonly supplied: Decimal | undefined;
  readonly billed: Decimal;
  readonly estimated: Decimal;
  readonly notBilled: Decimal;
  readonly own: Decimal;
  readonly loss: Decimal | undefined;
}

export interface ReportMoney {
  readonly billed: ReportBilled;
  readonly monthBefore: ReportBilled | undefined;
  readonly yearBefore: ReportBilled | undefined;
  readonly paidMinor: bigint;
  /** Owed when the report was made. */
  readonly openMinor: bigint;
  /** Of it, what should have been paid by then. */
  readonly overdueMinor: bigint;
}

export interface ReportBilled {
  readonly bills: number;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

export interface ReportZone {
  readonly name: string;
  readonly commodity: Commodity;
  readonly unit: string;
  readonly supplied: Decimal | undefined;
  readonly used: Decimal | undefined;
  readonly loss: Decimal | undefined;
  readonly lossPercent: Decimal | undefined;
}

/** Intervals of all billed channels while a meter was there. */
export interface ReportReadings {
  readonly channels: number;
  readonly expected: number;
  readonly measured: number;
  readonly estimated: number;
}
