/** The tests that chance plays in, and those that take minutes, at the size of a release. */
export interface ReleaseRun {
  /** The test's file, from the root of the checkout. */
  readonly file: string;
  /** What makes it long: its options of size. */
  readonly sizes: Readonly<Record<string, string>>;
}

const run = (file: string, sizes: Readonly<Record<string, string>>): ReleaseRun => ({
  file,
  sizes,
});

/** The shortest of a kind stand first. Each takes from a minute to an hour on two cores. */
export const RELEASE_RUNS: readonly ReleaseRun[] = [
  run("test/api/fuzz.test.ts", { FUZZ_REQUESTS: "10000" }),
  run("test/faults/tampered-audit.test.ts", { SMARTPM_TAMPERED: "10000" }),
  run("test/faults/tampered-readings.test.ts", { SMARTPM_TAMPERED: "10000" }),
  run("test/browser/verify-page.test.ts", { SMARTPM_TAMPERED: "1000" }),
  run("test/journeys/bill-in-browser.test.ts", { SMARTPM_DEMO_EVIDENCE: "all" }),
  run("test/faults/restored-equal.test.ts", { SMARTPM_ROUNDS: "50" }),
  run("test/install/upgrade.test.ts", { SMARTPM_UPGRADE: "1" }),
  run("test/faults/kill-while-alarming.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/kill-while-telling.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/alarm-storm.test.ts", { SMARTPM_STORM_METERS: "10000", SMARTPM_KILLS: "30" }),
  run("test/faults/kill-while-mailing.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/kill-while-billing.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/kill-while-serving.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/kill-while-archiving.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/kill-readings.test.ts", { SMARTPM_KILLS: "100" }),
  run("test/faults/kill-while-collecting.test.ts", { SMARTPM_KILLS: "500" }),
  run("test/faults/kill-database.test.ts", { SMARTPM_KILLS: "300" }),
  run("test/faults/full-disk.test.ts", { SMARTPM_ROUNDS: "50" }),
  run("test/faults/database-away.test.ts", { SMARTPM_OUTAGE_HOURS: "1,13,72" }),
  run("test/faults/stale-values.test.ts", { SMARTPM_OUTAGES: "1000" }),
  run("test/faults/lossy-network.test.ts", { SMARTPM_NETWORK_EXCHANGES: "1000000" }),
  run("test/faults/clock-changes.test.ts", { SMARTPM_YEARS: "2024,2025,2026" }),
  run("test/faults/wire-faults.test.ts", { SMARTPM_EXCHANGES: "20000" }),
  run("test/faults/spoiled-answers.test.ts", { SMARTPM_SPOILED_ANSWERS: "10000000" }),
  run("test/faults/mutated-frames.test.ts", { SMARTPM_MUTATED_FRAMES: "5000000" }),
  run("test/rating/engines-agree.test.ts", { RATING_CASES: "5000" }),
  run("test/rating/hostile-documents.test.ts", { RATING_CASES: "10000" }),
  run("test/bills/bill-laws.test.ts", { BILL_LEASES: "500" }),
  run("src/storage/readings.property.test.ts", { SMARTPM_PROPERTY_RUNS: "500" }),
  run("src/domain/validation/register-histories.property.test.ts", { HISTORIES: "10000" }),
];
