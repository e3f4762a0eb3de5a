import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { PriceSeriesId, SiteId } from "#domain/core/id.ts";
import { parseSeriesFile } from "#domain/rating/series-file.ts";
import type { Queryable } from "#platform/database.ts";
import { createPriceSeries, lockPriceSeries, putPrices } from "#storage/price-series.ts";

/** A file of prices for a series of a site; a series of a new name is made. */
export interface SeriesImport {
  readonly siteId: SiteId;
  readonly name: string;
  /** The file, as domain/rating/series-file.ts reads it. */
  readonly text: string;
  /** Of times without an offset. */
  readonly timeZone: string;
  /** How long the last price holds; as long as the one before it where left out. */
  readonly stepMinutes?: number | undefined;
}

/** What came of it. */
export interface ImportedSeries {
  readonly id: PriceSeriesId;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly steps: number;
}

/**
 * Takes prices from a file into a series, in place of what it said of their time. A fault where the
 * file cannot be read, or would leave a time without price between itself and the series.
 */
export async function importSeries(
  tx: Queryable,
  { siteId, name, text, timeZone, stepMinutes }: SeriesImport,
): Promise<Result<ImportedSeries>> {
  const read = parseSeriesFile(text, { timeZone, stepMinutes });
  if (!read.ok) return read;
  const { steps, to } = read.value;
  const from = steps[0]?.from ?? to;
  const there = await lockPriceSeries(tx, { siteId, name });
  const { compare } = Temporal.Instant;
  if (there && (compare(from, there.to) > 0 || compare(to, there.from) < 0)) {
    const [end, begin] = compare(from, there.to) > 0 ? [there.to, from] : [to, there.from];
    return failed([
      {
        code: "series.gap",
        subject: `prices "${name}"`,
        message: `nothing would say what holds from ${end.toString()} until ${begin.toString()}`,
        remedy: "load the prices of that time first",
      },
    ]);
  }
  const id = there?.id ?? (await createPriceSeries(tx, { siteId, name, to }));
  await putPrices(tx, { id, steps, to });
  return ok({ id, from, to, steps: steps.length });
}
