import type { ConsumptionRow } from "#domain/consumption/consumption-table.ts";
import { writeWorkbook } from "#platform/workbook.ts";
import type { MeterTable } from "#storage/consumption-tables.ts";
import { type CsvCell, csvText } from "./csv-text.ts";

/** A table with the name of its meter. */
export interface NamedTable extends MeterTable {
  readonly serialNumber: string;
}

/**
 * A CSV file for spreadsheets and programs: UTF-8 with its mark, commas, points in numbers. Each
 * time stands twice: as the site's clocks showed it, with the offset that tells the two hours of an
 * autumn night apart, and in UTC.
 */
export function consumptionCsv(table: NamedTable): string {
  const { channel, serialNumber, timeZone } = table;
  const lines: (readonly CsvCell[])[] = [titles(table)];
  for (const row of table.rows) {
    const at = row.from.toZonedDateTimeISO(timeZone);
    lines.push([
      { typed: channel.pointName },
      { typed: serialNumber },
      at.toString({ timeZoneName: "never", smallestUnit: "second" }),
      row.from.toString(),
      row.register?.toString() ?? "",
      row.quantity?.toString() ?? "",
      qualityOf(row),
    ]);
  }
  return csvText(lines);
}

/** The same as an Excel workbook; times are wall times there, as Excel knows no zones. */
export function consumptionWorkbook(table: NamedTable): Promise<Buffer> {
  const { channel, serialNumber, timeZone } = table;
  const number = `0.${"0".repeat(Math.max(1, channel.resolution.scale))}`;
  const [point = "", meter = "", site = "", utc = "", register = "", used = "", quality = ""] =
    titles(table);
  return writeWorkbook({
    name: "Consumption",
    columns: [
      { title: point, width: 24 },
      { title: meter, width: 16 },
      { title: site, width: 30 },
      { title: "Offset", width: 9 },
      { title: utc, width: 18 },
      { title: register, width: 16, format: number },
      { title: used, width: 18, format: number },
      { title: quality, width: 14 },
    ],
    rows: table.rows.map((row) => {
      const at = row.from.toZonedDateTimeISO(timeZone);
      return [
        channel.pointName,
        serialNumber,
        new Date(`${at.toPlainDateTime().toString()}Z`),
        at.offset,
        new Date(row.from.epochMilliseconds),
        row.register?.toDisplayNumber() ?? null,
        row.quantity?.toDisplayNumber() ?? null,
        qualityOf(row),
      ];
    }),
  });
}

function titles({ channel, timeZone }: NamedTable): string[] {
  const { unit } = channel;
  return [
    "Point",
    "Meter",
    `Site time (${timeZone})`,
    "UTC",
    `Register (${unit})`,
    `Consumption (${unit})`,
    "Quality",
  ];
}

function qualityOf({ quantity, estimated, complete }: ConsumptionRow): string {
  if (quantity === undefined) return "unknown";
  if (!complete) return "incomplete";
  return estimated ? "estimated" : "measured";
}
