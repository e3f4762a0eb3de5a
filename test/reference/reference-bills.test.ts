/**
 * An engine that was written by others has priced six tariffs for two loads over a year. Ours has
 * to come to the same charges in each of the 192 months: energy by time of use and by tier, the
 * highest demand of the month and of its TOU periods, fixed charges, and the top-up to a minimum.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { consumptionOfPower } from "#domain/consumption/consumption-of-power.ts";
import { parseLoadFile } from "#domain/consumption/load-file.ts";
import { faultText, type Result } from "#domain/core/fault.ts";
import { monthlyCharges } from "#domain/rating/monthly-charges.ts";
import { convertUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { withTierAllocation } from "#domain/tariff/with-tier-allocation.ts";

const FIGURES = [
  "energyKwh",
  "fixed",
  "energy",
  "flatDemand",
  "touDemand",
  "minimumTopUp",
  "total",
  "peakKw",
] as const;
type Figures = Record<(typeof FIGURES)[number], number>;

interface ReferenceBill {
  readonly tariff: string;
  readonly load: "commercial-60min" | "residential-15min";
  readonly tierAllocation: "proportional" | "chronological";
  readonly expected: Record<(typeof FIGURES)[number], readonly number[]>;
}

const RELATIVE = 1e-6;
/** Two seconds on a quiet machine. */
const COMMAND_WITHIN_MS = 120_000;
const STEP_MINUTES = { "commercial-60min": 60, "residential-15min": 15 };
const main = join(import.meta.dirname, "../../src/cli/main.ts");
const bills = await readJson<readonly ReferenceBill[]>(join(import.meta.dirname, "expected.json"));
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "smartpm-reference-"));
  for (const load of ["commercial-60min", "residential-15min"] as const) {
    await writeFile(join(folder, `${load}.csv`), await loadText(load));
  }
});
after(async () => rm(folder, { recursive: true }));

/** The caller states what the file, which is part of the repository, holds. */
async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8")) as T;
}

async function loadText(load: ReferenceBill["load"]): Promise<string> {
  const path = join(import.meta.dirname, `${load}.csv`);
  if (load === "commercial-60min") return readFile(path, "utf8");
  return gunzipSync(await readFile(`${path}.gz`)).toString("utf8");
}

function required<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.faults.map(faultText).join("; "));
}

/** Every figure of every month; zero has to be zero. */
function assertSame(bill: ReferenceBill, months: readonly Figures[]): void {
  assert.equal(months.length, 12);
  for (const [n, month] of months.entries()) {
    for (const figure of FIGURES) {
      const expected = bill.expected[figure][n] ?? Number.NaN;
      const off = Math.abs(month[figure] - expected);
      assert.ok(
        off <= Math.abs(expected) * RELATIVE,
        `${figure} of month ${n + 1} is ${month[figure]}, not ${expected}`,
      );
    }
  }
}

async function engineMonths(bill: ReferenceBill): Promise<Figures[]> {
  const path = join(import.meta.dirname, "tariffs", `${bill.tariff}.json`);
  const converted = required(convertUrdb(await readJson<unknown>(path)));
  const load = required(parseLoadFile(await loadText(bill.load)));
  const months = monthlyCharges({
    document: withTierAllocation(required(parseTariff(converted)), bill.tierAllocation),
    consumption: consumptionOfPower({
      from: Temporal.Instant.from("2018-01-01T00:00Z"),
      stepMinutes: STEP_MINUTES[bill.load],
      kilowatts: load.lines.map(({ value }) => value),
    }),
    days: {
      from: Temporal.PlainDate.from("2018-01-01"),
      to: Temporal.PlainDate.from("2019-01-01"),
    },
    timeZone: "UTC",
  });
  return required(months).map(({ quantity, peakKw, ...charges }) => ({
    energyKwh: quantity.toDisplayNumber(),
    fixed: charges.fixed.toDisplayNumber(),
    energy: charges.energy.toDisplayNumber(),
    flatDemand: charges.flatDemand.toDisplayNumber(),
    touDemand: charges.touDemand.toDisplayNumber(),
    minimumTopUp: charges.minimumTopUp.toDisplayNumber(),
    total: charges.total.toDisplayNumber(),
    peakKw: peakKw.toDisplayNumber(),
  }));
}

async function commandMonths(bill: ReferenceBill): Promise<Figures[]> {
  const files = [
    join(import.meta.dirname, "tariffs", `${bill.tariff}.json`),
    join(folder, `${bill.load}.csv`),
  ];
  const options = ["--start", "2018-01-01", "--zone", "UTC", "--json"];
  options.push("--step", String(STEP_MINUTES[bill.load]), "--tiers", bill.tierAllocation);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [main, "rate", ...files, ...options],
    { timeout: COMMAND_WITHIN_MS },
  );
  const { months } = JSON.parse(stdout) as { months: (Figures & { month: string })[] };
  assert.deepEqual(
    months.map(({ month }) => month),
    Array.from({ length: 12 }, (_, n) => `2018-${String(n + 1).padStart(2, "0")}`),
  );
  return months;
}

test("there are sixteen reference bills", () => {
  assert.equal(bills.length, 16);
});

for (const bill of bills) {
  const name = `${bill.tariff}, ${bill.load}, tiers ${bill.tierAllocation}`;
  test(`${name}: the engine comes to the reference`, async () => {
    assertSame(bill, await engineMonths(bill));
  });
  test(`${name}: ./smartpm rate comes to the reference`, async () => {
    assertSame(bill, await commandMonths(bill));
  });
}
