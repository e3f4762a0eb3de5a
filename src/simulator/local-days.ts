/** A quarter of an hour in milliseconds: the grid of the simulated registers. */
export const QUARTER_MS = 900_000;
const QUARTERS_IN_PLAIN_DAY = 96;

/** The first local day on which the simulated building exists. */
export const FIRST_DAY = "2024-01-01";
/** How far the building lives; a time beyond is a mistake of the caller. */
const DAYS_AT_MOST = 366 * 40;

/** How a day is used: public holidays are Sundays to everybody. */
export type DayKind = "workday" | "saturday" | "sunday";

/** A local day of the site, counted in quarter hours since 1970-01-01T00:00Z. */
export interface LocalDay {
  /** 0 for `FIRST_DAY`. */
  readonly index: number;
  readonly firstQuarter: number;
  /** 96, or 92 and 100 where the clocks change (94 and 98 where by half an hour). */
  readonly quarters: number;
  /** On days that are not plain: the wall-clock quarter (0 to 95) of each quarter hour. */
  readonly wallQuarters: Uint8Array | undefined;
  readonly kind: DayKind;
  readonly year: number;
  readonly dayOfYear: number;
}

/** Month and day on which shops and offices stay closed. */
const HOLIDAYS: ReadonlySet<string> = new Set(["01-01", "05-01", "12-25", "12-26"]);

/**
 * The local days of one time zone, found once: `Temporal` costs microseconds an operation, and
 * the registers of a year ask for millions of quarter hours.
 */
export class LocalDays {
  readonly timeZone: string;
  readonly #days: LocalDay[] = [];
  #nextDate = Temporal.PlainDate.from(FIRST_DAY);
  #nextQuarter: number;

  constructor(timeZone: string) {
    this.timeZone = timeZone;
    this.#nextQuarter = quarterAtMidnight(this.#nextDate, timeZone);
  }

  /** The day with that index. Throws a RangeError outside the life of the building. */
  at(index: number): LocalDay {
    if (index < 0 || index >= DAYS_AT_MOST) {
      throw new RangeError(
        `the simulated building lives ${DAYS_AT_MOST} days from ${FIRST_DAY} on, not on day ${index}`,
      );
    }
    while (this.#days.length <= index) this.#days.push(this.#next());
    const day = this.#days[index];
    if (!day) throw new RangeError(`no local day ${index}`);
    return day;
  }

  /** The day that contains the quarter hour. Throws a RangeError outside the building's life. */
  containing(quarter: number): LocalDay {
    let index = Math.floor((quarter - this.at(0).firstQuarter) / QUARTERS_IN_PLAIN_DAY);
    while (this.at(index).firstQuarter > quarter) index -= 1;
    while (this.at(index).firstQuarter + this.at(index).quarters <= quarter) index += 1;
    return this.at(index);
  }

  #next(): LocalDay {
    const date = this.#nextDate;
    const firstQuarter = this.#nextQuarter;
    this.#nextDate = date.add({ days: 1 });
    this.#nextQuarter = quarterAtMidnight(this.#nextDate, this.timeZone);
    const quarters = this.#nextQuarter - firstQuarter;
    return {
      index: this.#days.length,
      firstQuarter,
      quarters,
      wallQuarters:
        quarters === QUARTERS_IN_PLAIN_DAY
          ? undefined
          : wallQuartersOf(firstQuarter, quarters, this.timeZone),
      kind: dayKindOf(date),
      year: date.year,
      dayOfYear: date.dayOfYear,
    };
  }
}

/** Every zone's offset has been a whole number of quarter hours since before the first day. */
function quarterAtMidnight(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds / QUARTER_MS;
}

function wallQuartersOf(firstQuarter: number, quarters: number, timeZone: string): Uint8Array {
  return Uint8Array.from({ length: quarters }, (_, n) => {
    const wall = Temporal.Instant.fromEpochMilliseconds(
      (firstQuarter + n) * QUARTER_MS,
    ).toZonedDateTimeISO(timeZone);
    return wall.hour * 4 + Math.floor(wall.minute / 15);
  });
}

function dayKindOf(date: Temporal.PlainDate): DayKind {
  if (date.dayOfWeek === 7 || HOLIDAYS.has(date.toString().slice(5))) return "sunday";
  return date.dayOfWeek === 6 ? "saturday" : "workday";
}
