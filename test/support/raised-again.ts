import assert from "node:assert/strict";
import type { AlarmDetails } from "#domain/alarms/alarm.ts";
import type { SiteId } from "#domain/core/id.ts";
import { applyVerdicts, type WatchOptions } from "#jobs/apply-verdicts.ts";
import { createLog } from "#platform/log.ts";
import { until } from "./until.ts";

const RULES = ["zone-loss-risen"] as const;
const SOURCE = { kind: "balance-zone", id: 1, name: "Whole house" } as const;
const FIGURES = {
  supplied: "240.0",
  missing: "12.0",
  missingPercent: "5.0",
  suspects: [],
} as const;

/**
 * The evasion alarm of a zone which grows worse as often as it is told to, by what the worker does with
 * a verdict. The site must have no zone of its own, so that nobody else judges this one. While the
 * database is down it is tried again.
 */
export async function standingLoss(
  options: Pick<WatchOptions, "database" | "clock">,
  siteId: SiteId,
): Promise<{ readonly occasion: () => number; growWorse(): Promise<void> }> {
  let occasion = 0;
  const log = createLog("silent");
  const at = options.clock.now();
  const judge = () => {
    const grown = Array.from({ length: occasion }, () => ({
      seenAt: at,
      from: at,
      to: at,
      endedAt: null,
      ...FIGURES,
    }));
    const details: AlarmDetails = {
      rule: "zone-loss-risen",
      from: at,
      to: at,
      unit: "kWh",
      ...FIGURES,
      ...(occasion > 0 && { grown }),
    };
    const verdict = {
      source: SOURCE,
      rule: "zone-loss-risen",
      state: "on",
      details,
      occasion,
    } as const;
    return applyVerdicts({ ...options, log }, { siteId, rules: RULES, verdicts: [verdict] });
  };
  const stand = () =>
    until("the loss stands in the list", async () => {
      // Two watchers see it at the same time.
      await Promise.all([judge(), judge()]);
      return true;
    });
  await stand();
  return {
    occasion: () => occasion,
    async growWorse() {
      // What grows worse twice before anybody was told is one piece of news.
      await until("it was told", async () => {
        const { rows } = await options.database.query<{ isTold: boolean }>(
          `select exists (select from alarm a
                            join alarm_notice n on n.alarm_id = a.id and n.occasion = a.occasion
                           where a.rule = 'zone-loss-risen') as "isTold"`,
        );
        return rows[0]?.isTold === true;
      });
      occasion += 1;
      await stand();
      const { rows } = await options.database.query<{ occasion: number }>(
        "select occasion from alarm where rule = 'zone-loss-risen'",
      );
      assert.deepEqual(rows, [{ occasion }], "one alarm, raised again once");
    },
  };
}
