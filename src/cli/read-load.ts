import { readFile } from "node:fs/promises";
import { consumptionOfPower } from "#domain/consumption/consumption-of-power.ts";
import type { IntervalConsumption } from "#domain/consumption/interval-consumption.ts";
import { parseLoadFile } from "#domain/consumption/load-file.ts";
import { faultText } from "#domain/core/fault.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import { errorText, Refusal } from "#platform/refusal.ts";

interface LoadPlace {
  /** Local day on which the load begins. */
  readonly from: Temporal.PlainDate;
  readonly timeZone: string;
  readonly stepMinutes: number;
}

/** The consumption that a file of average powers tells, and the local days that it covers. */
export async function readLoad(
  path: string,
  { from, timeZone, stepMinutes }: LoadPlace,
): Promise<{ readonly consumption: IntervalConsumption; readonly days: DateRange }> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  });
  const load = parseLoadFile(text);
  if (!load.ok) throw new Refusal(`${path}, ${load.faults.map(faultText).join("; ")}`);
  if (load.value.kind !== "amounts") {
    throw new Refusal(`${path}: a line holds more than one number; write one average power a line`);
  }
  const start = from.toZonedDateTime(timeZone);
  const kilowatts = load.value.lines.map(({ value }) => value);
  const end = start.add({ minutes: kilowatts.length * stepMinutes });
  const to = end.toPlainDate();
  if (!to.toZonedDateTime(timeZone).equals(end)) {
    throw new Refusal(
      `${path}: its ${kilowatts.length} intervals end within a day, at ${end.toPlainDateTime()}; give whole days, or check --start, --step and --zone`,
    );
  }
  const consumption = consumptionOfPower({ from: start.toInstant(), stepMinutes, kilowatts });
  return { consumption, days: { from, to } };
}
