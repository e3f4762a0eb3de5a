import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedServer } from "#platform/embedded-server.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { type Check, runCheck } from "./run-check.ts";

const ROOT = join(import.meta.dirname, "../..");
const bin = (name: string) => join(ROOT, "node_modules/.bin", name);

/** Loaded before each test. */
const COMPARISON = "../../test/support/compare-temporal.ts";
/** A test that takes longer hangs. The longest runs the whole demo in a browser. */
const TEST_MS_AT_MOST = 240_000;

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
  usage: `./smartpm test [--quick] [--only PATTERN]

Checks the code (format, lint, types, unused code) and runs the tests, those in a real database
and a real browser among them.

  --quick          only the checks that take seconds, and the tests of the pure rules
  --only PATTERN   no checks, only the test files that match: --only 'src/storage/*.test.ts'`,
  async run(args) {
    const { values } = parseCommandLine({
      args,
      options: { quick: { type: "boolean" }, only: { type: "string" } },
      words: [],
    });
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

/** One database server serves all test files, each with databases of its own. */
async function runTestsWithServer(patterns: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-tests-"));
  try {
    const server = await startEmbeddedServer(folder);
    try {
      return await runTests(patterns, { TEST_DATABASE_URL: server.url });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runTests(patterns: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const reporters = [
    "--test-reporter=dot",
    "--test-reporter-destination=stderr",
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
  ];
  const limits = [`--test-timeout=${TEST_MS_AT_MOST}`, `--test-concurrency=${FILES_AT_ONCE}`];
  // What every test is compared by: `deepEqual` alone takes any two instants for equal.
  const before = ["--import", new URL(COMPARISON, import.meta.url).pathname];
  const run = [process.execPath, ...before, "--test", ...limits, ...reporters, ...patterns];
  return runCheck({ name: "tests", run, env, progress: true }, ROOT);
}
