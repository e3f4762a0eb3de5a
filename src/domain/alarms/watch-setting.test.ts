import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsAt, thresholdOf, WATCH_DEFAULTS, type WatchSetting } from "./watch-setting.ts";

const rule = "voltage-out";
const setting = (servicePointId: number | undefined, threshold: number): WatchSetting => {
  return { ...WATCH_DEFAULTS[rule], rule, servicePointId, threshold };
};

test("a point's own setting goes before the site's, and that before the rule's", () => {
  const settings = [setting(undefined, 12), setting(4, 6)];
  const thresholdAt = (servicePointId: number, some = settings) =>
    thresholdOf(limitsAt(some, { rule, servicePointId }));
  assert.deepEqual([thresholdAt(4), thresholdAt(5), thresholdAt(5, [])], [6, 12, 10]);
  const other = limitsAt(settings, { rule: "use-unusual", servicePointId: 4 });
  assert.equal(other, WATCH_DEFAULTS["use-unusual"], "of another rule it says nothing");
});

test("a rule that is off has no threshold", () => {
  assert.equal(thresholdOf({ ...setting(4, 6), enabled: false }), undefined);
});
