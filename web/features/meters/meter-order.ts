import type { MeterSummary } from "#api/contract/meters.ts";

/** All that the list can show, in the order of the table; the meter itself always comes first. */
export const METER_COLUMNS = [
  "meter",
  "tenant",
  "space",
  "line",
  "model",
  "tags",
  "now",
  "register",
  "age",
  "state",
] as const;
export type MeterColumn = (typeof METER_COLUMNS)[number];

/** What is shown unless somebody chooses. */
export const USUAL_COLUMNS: readonly MeterColumn[] = ["tenant", "now", "register", "age", "state"];

/** What a meter is sorted by in a column; figures as figures, and undefined where there is none. */
function keyOf(meter: MeterSummary, column: MeterColumn): string | number | undefined {
  switch (column) {
    case "meter":
      return meter.point?.name ?? meter.serialNumber;
    case "tenant":
      return meter.tenant?.name;
    case "space":
      return meter.space?.name;
    case "line":
      return meter.line?.name;
    case "model":
      return `${meter.model.maker} ${meter.model.name}`;
    case "tags":
      return meter.tags.join(", ") || undefined;
    case "now":
      return meter.main ? Number(meter.main.value) : undefined;
    case "register":
      return meter.register ? Number(meter.register.value) : undefined;
    case "age":
      // The newest answer is the least age.
      return meter.lastGoodAt === null ? undefined : -Date.parse(meter.lastGoodAt);
    case "state":
      return meter.state;
  }
}

/**
 * The meters by a column, `-age` the other way round: words as the language sorts them, with numbers
 * in them as numbers ("Unit 9" before "Unit 10"). What has nothing there comes last either way.
 */
export function inOrder(
  meters: readonly MeterSummary[],
  sort: MeterColumn | `-${MeterColumn}` | undefined,
  language: string,
): readonly MeterSummary[] {
  if (sort === undefined) return meters;
  const column = METER_COLUMNS.find((name) => name === sort.replace("-", "")) ?? "meter";
  const sign = sort.startsWith("-") ? -1 : 1;
  const collator = new Intl.Collator(language, { numeric: true });
  return meters
    .map((meter) => ({ meter, key: keyOf(meter, column) }))
    .toSorted((a, b) => {
      if (a.key === undefined || b.key === undefined) {
        return Number(a.key === undefined) - Number(b.key === undefined);
      }
      if (typeof a.key === "number" && typeof b.key === "number") return sign * (a.key - b.key);
      return sign * collator.compare(String(a.key), String(b.key));
    })
    .map(({ meter }) => meter);
}
