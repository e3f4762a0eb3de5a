import assert from "node:assert/strict";
import type { Database, Queryable } from "#platform/database.ts";

/** A step of a plan that PostgreSQL has carried out; rows are those of one loop. */
interface PlanStep {
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly Plans?: readonly PlanStep[];
}

/**
 * The most rows that one step of any statement handled in `work`, those that it threw away included:
 * what shows that a statement compares each with each, on any machine and in any hour.
 */
export async function rowsHandled(
  database: Database,
  work: (db: Queryable) => Promise<unknown>,
): Promise<number> {
  let most = 0;
  const explaining = {
    async query(text: string, values?: unknown[]) {
      const { rows } = await database.query<{ "QUERY PLAN": readonly [{ Plan: PlanStep }] }>(
        `explain (analyze, format json) ${text}`,
        values,
      );
      const [plan] = rows;
      assert.ok(plan);
      most = Math.max(most, mostOf(plan["QUERY PLAN"][0].Plan));
      return database.query(text, values);
    },
  };
  await work(explaining as unknown as Queryable);
  return most;
}

function mostOf(step: PlanStep): number {
  const removed =
    (step["Rows Removed by Filter"] ?? 0) + (step["Rows Removed by Join Filter"] ?? 0);
  const own = (step["Actual Rows"] + removed) * step["Actual Loops"];
  return Math.max(own, ...(step.Plans ?? []).map(mostOf));
}
