import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, matchesGlob } from "node:path";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { Refusal } from "#platform/refusal.ts";
import { RELEASE_RUNS } from "./release-runs.ts";
import { type Check, runCheck } from "./run-check.ts";

const ROOT = join(import.meta.dirname, "../..");
const bin = (name: string) => join(ROOT, "node_modules/.bin", name);

/** Loaded before each test. */
const COMPARISON = "../../test/support/compare-temporal.ts";
/** A test that takes longer hangs. The longest runs the whole demo in a browser, on a slow machine too. */
const TEST_MS_AT_MOST = 600_000;
/** At the size of a release: the longest take an hour on two cores that do nothing else. */
const RELEASE_TEST_MS_AT_MOST = 4 * 3_600_000;
/** What the runs of a release wrote, recovery times among it. */
const RELEASE_LOGS = join(ROOT, ".cache/release");

/** More at once slow each other down on a small machine until limits of time are met. */
const FILES_AT_ONCE = 2;

/** Folders with code of ours; named, since oxlint otherwise looks into everything. */
const CODE = ["src", "web", "test", "tools", "bench"];

const CHECKS: readonly Check[] = [
  {
    name: "format",
    // Only files that changed since they were last found right are looked at again.
    run: [
      bin("prettier"),
      "--check",
      "--log-level=warn",
      "--cache",
      "--cache-strategy=content",
      "--cache-location=.cache/prettier",
      ".",
    ],
  },
  { name: "lint", run: [bin("oxlint"), "--deny-warnings", ...CODE] },
  { name: "types", run: [bin("tsc"), "-p", "."] },
  { name: "types of the domain", run: [bin("tsc"), "-p", "src/domain"] },
  { name: "types of the web", run: [bin("tsc"), "-p", "web"] },
];
const UNUSED: Check = { name: "unused code", run: [bin("knip")] };

const ALL_TESTS = ["src/**/*.test.ts", "web/**/*.test.ts", "test/**/*.test.ts"];
/** They start no server, database or browser. */
const QUICK_TESTS = ["src/domain/**/*.test.ts", "web/**/*.test.ts", "test/tidy/*.test.ts"];

export const testCommand: Command = {
  usage: `./smartpm test [--quick] [--release] [--only PATTERN]

Checks the code (format, lint, types, unused code) and runs the tests, those in a real database
and a real browser among them.

  --quick          only the checks that take seconds, and the tests of the pure rules
  --only PATTERN   no checks, only the test files that match: --only 'src/storage/*.test.ts'
  --release        no checks, only the tests in which chance plays and those that take minutes, one
                   after the other at the size of a release (hours; with --only those that match);
                   what they wrote stays in .cache/release`,
  async run(args) {
    const { values } = parseCommandLine({
      args,
      options: {
        quick: { type: "boolean" },
        only: { type: "string" },
        release: { type: "boolean" },
      },
      words: [],
    });
    if (values.release) return report(await runAtReleaseSize(values.only ?? "**"));
    if (values.only !== undefined) return report([await runTestsWithServer([values.only])]);
    const checks = values.quick ? CHECKS : [...CHECKS, UNUSED];
    const results = await Promise.all(checks.map((check) => runCheck(check, ROOT)));
    results.push(await (values.quick ? runTests(QUICK_TESTS) : runTestsWithServer(ALL_TESTS)));
    return report(results);
  },
};

function report(results: readonly { readonly name: string; readonly passed: boolean }[]): number {
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  process.stdout.write(
    failed.length === 0 ? "\nAll passed.\n" : `\nFailed: ${failed.join(", ")}.\n`,
  );
  return failed.length === 0 ? 0 : 1;
}

/** Each run on a database server of its own, so that what one leaves behind burdens no other. */
async function runAtReleaseSize(pattern: string) {
  const chosen = RELEASE_RUNS.filter(({ file }) => matchesGlob(file, pattern));
  if (chosen.length === 0) {
    throw new Refusal(
      `--only ${pattern} fits none of the tests with a size for a release; for example --only '${RELEASE_RUNS[0]?.file}'`,
    );
  }
  await mkdir(RELEASE_LOGS, { recursive: true });
  const results = [];
  for (const { file, sizes } of chosen) {
    const name = basename(file, ".test.ts");
    results.push(
      await runTestsWithServer([file], {
        name: [file, ...Object.entries(sizes).map((size) => size.join("="))].join(" "),
        env: sizes,
        msAtMost: RELEASE_TEST_MS_AT_MOST,
        log: join(RELEASE_LOGS, `${name}.txt`),
      }),
    );
  }
  return results;
}

/** What differs from test files as every `./smartpm test` runs them. */
interface Manner extends Partial<Pick<Check, "name" | "env" | "log">> {
  readonly msAtMost?: number;
}

/** One database server serves all test files, each with databases of its own. */
async function runTestsWithServer(patterns: readonly string[], manner: Manner = {}) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-tests-"));
  try {
    const server = await startEmbeddedServer(folder);
    try {
      const env = { ...manner.env, TEST_DATABASE_URL: server.url };
      return await runTests(patterns, { ...manner, env });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runTests(patterns: readonly string[], { msAtMost, ...manner }: Manner = {}) {
  const reporters = [
    "--test-reporter=dot",
    "--test-reporter-destination=stderr",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
  ];
  const limits = [
    `--test-timeout=${msAtMost ?? TEST_MS_AT_MOST}`,
    `--test-concurrency=${FILES_AT_ONCE}`,
  ];
  // What every test is compared by: `deepEqual` alone takes any two instants for equal.
  const before = ["--import", new URL(COMPARISON, import.meta.url).pathname];
  const run = [process.execPath, ...before, "--test", ...limits, ...reporters, ...patterns];
  return runCheck({ name: "tests", ...manner, run, progress: true }, ROOT);
}
