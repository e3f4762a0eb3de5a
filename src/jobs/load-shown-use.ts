import type { BillDraft } from "#domain/billing/bill-draft.ts";
import { billEmissions } from "#domain/billing/bill-emissions.ts";
import { type UseBenchmark, useComparisons } from "#domain/billing/use-comparison.ts";
import type { Queryable } from "#platform/database.ts";
import { readUseBenchmarks } from "#storage/use-benchmarks.ts";
import { type HistoryQuery, loadHistories, type UseHistory } from "./load-bill-history.ts";

/** What a bill shows of the use beside what it charges. */
export type ShownUse = Pick<BillDraft, "history" | "comparisons" | "emissions">;

/** History, comparisons and emissions, by query. */
export async function loadShownUse(
  db: Queryable,
  queries: readonly HistoryQuery[],
): Promise<readonly ShownUse[]> {
  const histories = await loadHistories(db, queries);
  const benchmarks = new Map<string, readonly UseBenchmark[]>();
  for (const [n, query] of queries.entries()) {
    const key = benchmarkKey(query);
    if (!hasPastYear(histories[n]) || benchmarks.has(key)) continue;
    const { loaded, period } = query;
    const asked = { siteId: loaded.site.id, until: period.from };
    benchmarks.set(key, await readUseBenchmarks(db, asked));
  }
  return queries.map((query, n) => {
    const { loaded, period, points } = query;
    const { history = [], earlier } = histories[n] ?? {};
    const comparisons = earlier
      ? useComparisons(points, {
          earlier,
          areaM2: loaded.areaM2,
          benchmarks: benchmarks.get(benchmarkKey(query)) ?? [],
        })
      : [];
    const emissions = billEmissions(points, {
      factors: loaded.rules.emissionFactors,
      on: period.to.subtract({ days: 1 }),
    });
    return { history, comparisons, emissions };
  });
}

/** Without a year of its own there is nothing that a tenant could be compared by. */
function hasPastYear(use: UseHistory | undefined): boolean {
  return use !== undefined && use.earlier.pastYear.size > 0;
}

function benchmarkKey({ loaded, period }: HistoryQuery): string {
  return `${loaded.site.id} ${period.from}`;
}
