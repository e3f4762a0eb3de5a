/**
 * Public holidays as one would find them by hand: by the rule that a law states, and those of China
 * from the yearly notices of its State Council, with the days that are worked in their place.
 */

/** As it stands in a tariff document. */
export interface WrittenHolidays {
  readonly country?: string;
  readonly region?: string;
  readonly dates?: readonly string[];
}

export type HolidayPlace = Pick<WrittenHolidays, "country" | "region">;

interface PublicDays {
  readonly off: readonly string[];
  readonly worked: readonly string[];
}

/** By year, month and day. */
const CHINA: Readonly<Record<string, { readonly off: string; readonly worked: string }>> = {
  2025: {
    off: "1/1 1/28-2/4 4/4-4/6 5/1-5/5 5/31-6/2 10/1-10/8",
    worked: "1/26 2/8 4/27 9/28 10/11",
  },
  2026: {
    off: "1/1-1/3 2/15-2/23 4/4-4/6 5/1-5/5 6/19-6/21 9/25-9/27 10/1-10/7",
    worked: "1/4 2/14 2/28 5/9 9/20 10/10",
  },
};

/** By place, days of every year and days after Easter Sunday. */
const BY_RULE: Readonly<
  Record<string, { readonly dates: string; readonly easter: readonly number[] }>
> = {
  DE: { dates: "1/1 5/1 10/3 12/25 12/26", easter: [-2, 1, 39, 50] },
  "DE-BY": { dates: "1/1 1/6 5/1 10/3 11/1 12/25 12/26", easter: [-2, 1, 39, 50, 60] },
  FR: { dates: "1/1 5/1 5/8 7/14 8/15 11/1 11/11 12/25", easter: [1, 39, 50] },
};

/** The places whose holidays are known here in a year. */
export function placesIn(year: number): readonly HolidayPlace[] {
  const always = [{ country: "DE" }, { country: "DE", region: "BY" }, { country: "FR" }];
  return CHINA[year] ? [...always, { country: "CN" }] : always;
}

/** Days off and worked days of the year, as `2026-05-01`. */
export function publicDays({ country, region }: WrittenHolidays, year: number): PublicDays {
  if (country === undefined) return { off: [], worked: [] };
  if (country === "CN") {
    const { off, worked } = CHINA[year]!;
    return { off: daysOf(year, off), worked: daysOf(year, worked) };
  }
  const { dates, easter } = BY_RULE[region === undefined ? country : `${country}-${region}`]!;
  const sunday = easterSunday(year);
  const moving = easter.map((days) => sunday.add({ days }).toString());
  return { off: [...daysOf(year, dates), ...moving], worked: [] };
}

function daysOf(year: number, text: string): string[] {
  return text.split(" ").flatMap((stretch) => {
    const [first, last = first] = stretch.split("-").map((day) => {
      const [month, of] = day.split("/").map(Number);
      return new Temporal.PlainDate(year, month!, of!);
    });
    const length = first!.until(last!).days + 1;
    return Array.from({ length }, (_, days) => first!.add({ days }).toString());
  });
}

/** The Sunday after the first full moon of spring, by the reckoning of Gauss for 1900 to 2099. */
function easterSunday(year: number): Temporal.PlainDate {
  const moon = (19 * (year % 19) + 24) % 30;
  const sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
  const after = moon + sunday;
  const isLate = after === 35 || (after === 34 && moon === 28 && year % 19 > 10);
  return new Temporal.PlainDate(year, 3, 22).add({ days: isLate ? after - 7 : after });
}
