import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const main = join(import.meta.dirname, "main.ts");
const catalogue = join(import.meta.dirname, "../../catalogue/tariffs");
const office = join(catalogue, "office-tou.json");
const dwelling = join(catalogue, "dwelling-ladder.json");
const water = join(catalogue, "water-ladder.json");
let folder: string;

const allYear = Array.from({ length: 12 }, () => Array.from({ length: 24 }, () => 0));
const URDB = {
  utility: "Example Light",
  name: "General service",
  energyratestructure: [[{ rate: 0.12, adj: 0.005, unit: "kWh" }]],
  energyweekdayschedule: allYear,
  energyweekendschedule: allYear,
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "smartpm-tariff-"));
  const write = async (name: string, value: unknown) =>
    writeFile(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  // April 2026, 1 kW at all hours: 720 kWh.
  await write("april.csv", Array.from({ length: 720 }, () => "1").join("\n"));
  await write("urdb.json", URDB);
  await write("ratchet.json", { ...URDB, lookbackPercent: 0.8 });
  await write("broken.json", '{"format": ');
  await write("wrong.json", {
    format: "smartpm-tariff/1",
    name: "x",
    commodity: "electricity",
    currency: "EUR",
    charges: [
      { kind: "fixed", id: "a", label: "A", price: 0.25, per: "day" },
      { kind: "fixed", id: "b", label: "B", price: "1", per: "week" },
    ],
  });
});
after(async () => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function withoutFolder(lines: string): string {
  return lines.replaceAll(`${folder}/`, "");
}

/** Plain file names are files of the temporary folder. */
async function tariff(...words: readonly string[]): Promise<Outcome> {
  const args = words.map((word) => (/^[^/]+[.](csv|json)$/.test(word) ? join(folder, word) : word));
  const child = spawn(process.execPath, [main, "tariff", ...args], { timeout: 30_000 });
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, stdout: withoutFolder(text.stdout), stderr: withoutFolder(text.stderr) };
}

test("validate says every fault of every file on a line, and goes on after a bad file", async () => {
  const { code, stdout, stderr } = await tariff(
    "validate",
    "broken.json",
    "wrong.json",
    "urdb.json",
    office,
  );
  assert.equal(code, 1);
  assert.equal(stderr, "");
  const [broken, price, per, ...sound] = stdout.trimEnd().split("\n");
  assert.match(broken ?? "", /^broken\.json is no JSON document: /);
  assert.equal(
    price,
    'wrong.json: charges[0].price: is the number 0.25 (write it as text: "0.25")',
  );
  assert.match(per ?? "", /^wrong\.json: charges\[1\]\.per: is "week" \(write .*"month"/);
  assert.deepEqual(sound, ["urdb.json: sound", `${office}: sound`]);
});

test("validate ends well when every file is sound", async () => {
  assert.equal((await tariff("validate", office, dwelling, water)).code, 0);
});

test("explain tells a tariff in either language", async () => {
  const english = await tariff("explain", dwelling);
  assert.equal(english.code, 0);
  assert.match(english.stdout, /^Dwelling, in steps\nFor electricity in kWh, in EUR\.\n/);
  assert.match(english.stdout, /\n {4}above 150 up to 300 kWh: 0\.2890 EUR per kWh\n/);
  const chinese = await tariff("explain", dwelling, "--language", "zh");
  assert.match(chinese.stdout, /^居民阶梯电价\n适用于电，单位 kWh，货币 EUR。\n/);
});

test("convert prints a document of ours, which is sound", async () => {
  const { code, stdout, stderr } = await tariff("convert", "urdb.json");
  assert.equal(stderr, "");
  assert.equal(code, 0);
  await writeFile(join(folder, "converted.json"), stdout);
  assert.equal((await tariff("validate", "converted.json")).stdout, "converted.json: sound\n");
  assert.match((await tariff("explain", "converted.json")).stdout, /0\.125 USD per kWh/);
});

test("what cannot be converted is an error that says so, and nothing is printed", async () => {
  const { code, stdout, stderr } = await tariff("convert", "ratchet.json");
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /^ratchet\.json: lookbackpercent: is a ratchet, and there is no flatdemandstructure /,
  );
});

test("compare ranks tariffs by their total and says how much more each costs", async () => {
  // Office: 22 workdays of 4+5 h shoulder, 6 h peak, 9 h night; 8 rest days of 14 h shoulder, 10 h
  // night. 132 × 0.3180 + 310 × 0.2790 + 278 × 0.2240 = 190.738, and 14.50: 190.74 + 14.50 = 205.24,
  // with 19 % 244.24. Dwelling: 150 × 0.2450 + 150 × 0.2890 + 420 × 0.3470 = 36.75 + 43.35 + 145.74
  // and 30 × 0.28 = 8.40: 234.24, with 19 % 278.75.
  const { code, stdout, stderr } = await tariff(
    "compare",
    "april.csv",
    dwelling,
    office,
    "--start",
    "2026-04-01",
  );
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    "2026-04-01 to 2026-04-30, with taxes",
    "",
    "   EUR   More     %  Tariff",
    `244.24   0.00   0.0  Office, peak and night (${office})`,
    `278.75  34.51  14.1  Dwelling, in steps (${dwelling})`,
  ]);
});

const REFUSALS: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [[], /say what to do: validate, explain, convert, schema, series, compare$/],
  [["explian", "x"], /tariff has no "explian"; did you mean explain\?$/],
  [["validate"], /FILE is missing$/],
  [["explain", office, "--language", "fr"], /--language: "fr" is none of en, zh, de$/],
  [["explain", "wrong.json"], /wrong\.json, charges\[0\]\.price: is the number 0\.25 /],
  [["convert", office], /is no document of the US utility rate database: /],
  [["compare", "april.csv", "--start", "2026-04-01"], /TARIFF is missing$/],
  [["compare", "april.csv", office], /--start is missing: /],
  [
    ["compare", "april.csv", office, water, "--start", "2026-04-01"],
    /water-ladder\.json: prices cold-water in EUR, and [^ ]+office-tou\.json electricity in EUR \(/,
  ],
];

for (const [args, says] of REFUSALS) {
  test(`refused on one line: ${says.source}`, async () => {
    const { code, stdout, stderr } = await tariff(...args);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^smartpm: [^\n]+\n$/);
    assert.match(stderr.trimEnd(), says);
  });
}
