import type { TariffCalendar } from "#domain/tariff/tariff-calendar.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";

/** The names of the series of prices or calorific values that a tariff prices by. */
export function askedSeries({ charges, gasEnergy }: TariffDocument): readonly string[] {
  const values = gasEnergy?.calorificValue;
  return [
    ...charges.flatMap((charge) => (charge.kind === "series" ? [charge.series] : [])),
    ...(values && "series" in values ? [values.series] : []),
  ];
}

/** The names of the declared events by which a tariff tells critical peaks or measures demand. */
export function askedEvents({ charges }: TariffDocument): readonly string[] {
  return charges.flatMap((charge) => {
    if (charge.kind === "consumption") return eventsOf(charge.calendar);
    if (charge.kind !== "demand") return [];
    const { calendar, measure } = charge;
    return [...eventsOf(calendar), ...(measure.kind === "at-events" ? [measure.events] : [])];
  });
}

function eventsOf(calendar: TariffCalendar | undefined): readonly string[] {
  return calendar?.events.map(({ name }) => name) ?? [];
}
