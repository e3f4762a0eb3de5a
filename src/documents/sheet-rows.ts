import type { Bill, BilledPoint, BilledReading, BillLine } from "#domain/billing/bill.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { instantsOf } from "#domain/core/instant-range.ts";
import { hasQuality } from "#domain/metering/reading-quality.ts";
import type { BillWords } from "./bill-words.ts";
import { type SheetLine, sheetLine, type SheetSetting, unitText } from "./sheet-line.ts";

/** A service point with its registers at both ends, in print. */
export interface ReadingRow {
  readonly commodity: Commodity;
  readonly name: string;
  readonly meter: string;
  readonly opening: ReadingCell;
  readonly closing: ReadingCell;
  readonly multiplier: string;
  readonly consumption: string;
  readonly unit: string;
  readonly dailyAverage: string;
}

interface ReadingCell {
  readonly value: string;
  readonly day: string;
  readonly estimated: boolean;
}

/** The lines of a point by one tariff, in print. */
export interface LineGroup {
  readonly commodity: Commodity;
  readonly title: string;
  readonly tariff: string;
  readonly note: string;
  readonly lines: readonly SheetLine[];
  readonly subtotal: string;
}

/** Whether anything of a point rests on an estimate. */
export function hasEstimate({ opening, closing, estimatedShare }: BilledPoint): boolean {
  return (
    hasQuality(opening.quality, "estimated") ||
    hasQuality(closing.quality, "estimated") ||
    !Decimal.parse(estimatedShare).isZero()
  );
}

/** Sets a point's registers. */
export function readingRow(point: BilledPoint, { words, format }: SheetSetting): ReadingRow {
  const cell = (reading: BilledReading): ReadingCell => ({
    value: format.register(reading.value),
    day: format.shortDay(reading.measuredAt),
    estimated: hasQuality(reading.quality, "estimated"),
  });
  const unit = unitText(point.unit, words);
  return {
    commodity: point.commodity,
    name: point.name,
    meter: point.meterSerialNumber,
    opening: cell(point.opening),
    closing: cell(point.closing),
    multiplier: format.quantity(point.multiplier),
    consumption: format.quantity(point.consumption),
    unit,
    dailyAverage: `${format.quantity(point.dailyAverage)} ${unit}`,
  };
}

/** Sets the lines by point and tariff. Throws when a line belongs to no point of the bill. */
export function lineGroups(bill: Bill, setting: SheetSetting): LineGroup[] {
  const { words, format } = setting;
  const known = new Set(bill.points.map((point) => point.servicePointId));
  const stray = bill.lines.find((line) => !known.has(line.servicePointId));
  if (stray)
    throw new Error(`bill ${bill.number}: line "${stray.label}" belongs to no service point`);
  return bill.points.flatMap((point) => {
    const own = bill.lines.filter((line) => isOf(line, point, bill));
    const byTariff = Map.groupBy(own, ({ tariff = point.tariffName }) => tariff);
    const isEstimated = !Decimal.parse(point.estimatedShare).isZero();
    return Array.from(byTariff, ([tariff, lines]): LineGroup => {
      const subtotal = lines.reduce((sum, line) => sum + BigInt(line.amountMinor), 0n);
      return {
        commodity: point.commodity,
        title: titleOf(point, words),
        tariff,
        note: isEstimated ? `${format.share(point.estimatedShare)} ${words.estimatedShare}` : "",
        lines: lines.map((line) => sheetLine(line, { ...setting, bill })),
        subtotal: format.amount(String(subtotal)),
      };
    });
  });
}

/** A point whose tariff changed stands on the bill once for each, with the lines of its days. */
function isOf(line: BillLine, { servicePointId, days }: BilledPoint, { timeZone }: Bill): boolean {
  if (line.servicePointId !== servicePointId) return false;
  if (!days) return true;
  const own = instantsOf(
    { from: Temporal.PlainDate.from(days.from), to: Temporal.PlainDate.from(days.to) },
    timeZone,
  );
  const from = Temporal.Instant.from(line.from);
  const { compare } = Temporal.Instant;
  return compare(own.from, from) <= 0 && compare(from, own.to) < 0;
}

/** Names often say the commodity already. */
function titleOf({ name, commodity }: BilledPoint, words: BillWords): string {
  const word = words.commodity[commodity];
  return name.toLowerCase().includes(word.toLowerCase()) ? name : `${word} · ${name}`;
}
