/** The calendar laid over absolute time: clock changes, events, and which day is of which type. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import { daysOf, tariffOf } from "#test/support/rating-case.ts";
import type { TimedEvent } from "./circumstances.ts";
import { localStretch } from "./local-midnight.ts";
import { patternOn, timelineOf, withEvents } from "./timeline.ts";

const PERIODS = ["day", "night", "first", "second"];

function calendarOf(
  parts: Readonly<Record<string, unknown>> = {},
  holidays?: object,
): TariffCalendar {
  const { charges } = tariffOf({
    ...(holidays && { holidays }),
    calendars: [
      {
        id: "times",
        touPeriods: PERIODS.map((id) => ({ id })),
        days: [{ windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
        events: [
          { name: "first", touPeriod: "first" },
          { name: "second", touPeriod: "second" },
        ],
        ...parts,
      },
    ],
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        calendar: "times",
        rates: [{ price: "1" }],
      },
    ],
  });
  const [charge] = charges;
  assert.ok(charge?.kind === "consumption" && charge.calendar);
  return charge.calendar;
}

/** Each span as `06:00 day 16`: when it begins in UTC, its period, its hours. */
function spans(
  calendar: TariffCalendar,
  days: readonly [from: string, to: string],
  { timeZone = "UTC", events = [] }: { timeZone?: string; events?: readonly TimedEvent[] } = {},
): string[] {
  const timeline = timelineOf(calendar, localStretch(daysOf(...days), timeZone));
  return withEvents(timeline, calendar, events).map(({ fromMs, toMs, bucket }) => {
    const begin = Temporal.Instant.fromEpochMilliseconds(fromMs).toString().slice(8, 16);
    return `${begin} ${PERIODS[bucket % PERIODS.length]} ${(toMs - fromMs) / 3_600_000}`;
  });
}
const event = (name: string, from: string, hours: number): TimedEvent => {
  const begin = Temporal.Instant.from(`2026-${from}Z`);
  return { name, from: begin, to: begin.add({ minutes: hours * 60 }) };
};

test("a night goes on over midnight as one span", () => {
  assert.deepEqual(spans(calendarOf(), ["2026-03-02", "2026-03-04"]), [
    "02T00:00 night 6",
    "02T06:00 day 16",
    "02T22:00 night 8",
    "03T06:00 day 16",
    "03T22:00 night 2",
  ]);
});

test("in the night of summer's begin the clock leaps over an hour, at its end one comes twice", () => {
  const berlin = { timeZone: "Europe/Berlin" };
  assert.deepEqual(spans(calendarOf(), ["2026-03-29", "2026-03-30"], berlin), [
    "28T23:00 night 5",
    "29T04:00 day 16",
    "29T20:00 night 2",
  ]);
  assert.deepEqual(spans(calendarOf(), ["2026-10-25", "2026-10-26"], berlin), [
    "24T22:00 night 7",
    "25T05:00 day 16",
    "25T21:00 night 2",
  ]);
});

test("a boundary at the very moment of a clock change leaves no empty span", () => {
  // On 25 October the clock goes from 03:00 back to 02:00, at 01:00 in UTC: the day begins at 02:00,
  // an hour before, and 02:00 comes again then.
  const calendar = calendarOf({
    days: [{ windows: [{ from: "02:00", to: "22:00", touPeriod: "day" }], otherwise: "night" }],
  });
  const berlin = { timeZone: "Europe/Berlin" };
  assert.deepEqual(spans(calendar, ["2026-10-25", "2026-10-26"], berlin), [
    "24T22:00 night 2",
    "25T00:00 day 21",
    "25T21:00 night 2",
  ]);
});

test("far from Greenwich days begin half a day earlier or later", () => {
  const west = { timeZone: "Etc/GMT+12" };
  assert.deepEqual(spans(calendarOf(), ["2026-03-02", "2026-03-03"], west), [
    "02T12:00 night 6",
    "02T18:00 day 16",
    "03T10:00 night 2",
  ]);
  // Samoa went over the date line and left out 30 December 2011.
  const samoa = { timeZone: "Pacific/Apia" };
  assert.deepEqual(spans(calendarOf(), ["2011-12-29", "2012-01-01"], samoa), [
    "29T10:00 night 6",
    "29T16:00 day 16",
    "30T08:00 night 8",
    "30T16:00 day 16",
    "31T08:00 night 2",
  ]);
});

const cut = (...events: readonly TimedEvent[]) =>
  spans(calendarOf(), ["2026-03-02", "2026-03-03"], { events });

test("an event cuts the spans that it lies in, from its first moment to before its last", () => {
  assert.deepEqual(cut(event("first", "03-02T05:00", 3)), [
    "02T00:00 night 5",
    "02T05:00 first 1",
    "02T06:00 first 2",
    "02T08:00 day 14",
    "02T22:00 night 2",
  ]);
  // Of whole spans nothing is left over, and beside the stretch nothing changes.
  assert.deepEqual(cut(event("first", "03-02T06:00", 16)), [
    "02T00:00 night 6",
    "02T06:00 first 16",
    "02T22:00 night 2",
  ]);
  assert.deepEqual(cut(event("first", "03-01T20:00", 4), event("other", "03-02T07:00", 1)), [
    "02T00:00 night 6",
    "02T06:00 day 16",
    "02T22:00 night 2",
  ]);
});

test("of two events the one that the calendar names first goes before, in whichever order", () => {
  const events = [event("second", "03-02T08:00", 4), event("first", "03-02T10:00", 1)];
  const expected = [
    "02T00:00 night 6",
    "02T06:00 day 2",
    "02T08:00 second 2",
    "02T10:00 first 1",
    "02T11:00 second 1",
    "02T12:00 day 10",
    "02T22:00 night 2",
  ];
  for (const order of [events, events.toReversed()]) {
    assert.deepEqual(
      spans(calendarOf(), ["2026-03-02", "2026-03-03"], { events: order }),
      expected,
    );
  }
});

test("an event keeps the season of the time that it cuts", () => {
  const calendar = calendarOf({
    seasons: [
      { id: "winter", from: "10-01", through: "03-31" },
      { id: "summer", from: "04-01", through: "09-30" },
    ],
  });
  const stretch = localStretch(daysOf("2026-03-31", "2026-04-02"), "UTC");
  const events = [event("first", "03-31T23:00", 2)];
  const declared = withEvents(timelineOf(calendar, stretch), calendar, events).filter(
    ({ bucket }) => bucket % PERIODS.length === 2,
  );
  assert.deepEqual(
    declared.map(({ bucket }) => bucket),
    [2, 6],
  );
});

const all = (id: string, period: string) => ({ dayTypes: [id], otherwise: period });

const BASE = {
  dayTypes: ["all"],
  windows: [{ from: "06:00", to: "22:00", touPeriod: "day" }],
  otherwise: "night",
};
const twoDates = (first: string, second: string) => [
  { id: "one", dates: [first] },
  { id: "other", dates: [second] },
  { id: "all", weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
];

test("of a date and the same day of every year the day type that stands first has it", () => {
  const days = [BASE, all("one", "first"), all("other", "second")];
  const periods = (...dates: readonly [string, string]) =>
    spans(calendarOf({ dayTypes: twoDates(...dates), days }), ["2026-05-05", "2026-05-06"]);
  assert.deepEqual(periods("05-05", "2026-05-05"), ["05T00:00 first 24"]);
  assert.deepEqual(periods("2026-05-05", "05-05"), ["05T00:00 first 24"]);
});

test("holidays may be the day type that stands first", () => {
  const calendar = calendarOf(
    {
      dayTypes: [
        { id: "holiday", holidays: true },
        { id: "all", weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] },
      ],
      days: [all("holiday", "first"), BASE],
    },
    { dates: ["2026-06-10"] },
  );
  assert.deepEqual(spans(calendar, ["2026-06-10", "2026-06-12"]), [
    "10T00:00 first 24",
    "11T00:00 night 6",
    "11T06:00 day 16",
    "11T22:00 night 2",
  ]);
});

test("a calendar that says nothing about a day is an error of the code that made it", () => {
  const day = Temporal.PlainDate.from("2026-03-02");
  assert.throws(
    () => patternOn({ ...calendarOf(), patterns: [] }, day),
    /calendar times says nothing about 2026-03-02/,
  );
});

test("a date goes before a make-up day, that before a holiday, and that before the weekday", () => {
  const dayTypes = [
    { id: "work", weekdays: ["mon", "tue", "wed", "thu", "fri"], makeUpDays: true },
    { id: "rest", weekdays: ["sat", "sun"] },
    { id: "holiday", holidays: true },
    { id: "named", dates: ["2026-10-01", "05-05"] },
  ];
  const calendar = calendarOf(
    {
      dayTypes,
      days: [
        all("work", "day"),
        all("rest", "night"),
        all("holiday", "first"),
        all("named", "second"),
      ],
    },
    { country: "CN", dates: ["2026-06-10", "06-11"] },
  );
  const typeOf = (day: string) => {
    const [only] = spans(calendar, [day, Temporal.PlainDate.from(day).add({ days: 1 }).toString()]);
    return only?.split(" ")[1];
  };
  assert.deepEqual(
    [
      // A Monday, a Saturday, and a Saturday that is worked.
      ["2026-03-02", "2026-03-07", "2026-02-28"],
      // A public holiday, one by date, one of every year.
      ["2026-10-02", "2026-06-10", "2026-06-11"],
      // A public holiday that is named, and a day of every year.
      ["2026-10-01", "2026-05-05"],
    ].map((days) => days.map(typeOf)),
    [
      ["day", "night", "day"],
      ["first", "first", "first"],
      ["second", "second"],
    ],
  );
});
