import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const main = join(import.meta.dirname, "main.ts");
const catalogue = join(import.meta.dirname, "../../catalogue/tariffs");
const shop = join(catalogue, "shop-demand.json");
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "smartpm-rate-"));
  const april = Array.from({ length: 30 * 24 }, (_, h) => (h % 24 === 12 ? "40" : "1.25"));
  await writeFile(join(folder, "april.csv"), `kW\r\n${april.join("\n")}`);
  await writeFile(join(folder, "odd.csv"), "1.5\n2.5\n");
  await writeFile(join(folder, "word.csv"), "1.5\n2.5\n1,2,3\n");
  await writeFile(join(folder, "letters.csv"), `1.5\n2.5\n12.x\n`);
  await writeFile(join(folder, "registers.csv"), "2026-04-01T00:00,5\n2026-04-01T01:00,6\n");
  await writeFile(join(folder, "empty.csv"), "");
  await writeFile(join(folder, "broken.json"), '{"format": ');
  await writeFile(join(folder, "other.json"), '{"price": 12}');
  await writeFile(
    join(folder, "wrong.json"),
    '{"format":"smartpm-tariff/1","name":"x","commodity":"electricity","currency":"EUR","charges":[{"kind":"fixed","id":"a","label":"A","price":0.25,"per":"day"}]}',
  );
  await writeFile(
    join(folder, "area.json"),
    '{"format":"smartpm-tariff/1","name":"Area","commodity":"electricity","currency":"EUR","charges":[{"kind":"fixed","id":"a","label":"A","price":"0.50","times":"area","per":"month","prorate":"days"}]}',
  );
  await writeFile(
    join(folder, "market.json"),
    '{"format":"smartpm-tariff/1","name":"Market","commodity":"electricity","currency":"EUR","charges":[{"kind":"series","id":"a","label":"A","series":"market"}]}',
  );
  await writeFile(
    join(folder, "prices.csv"),
    "2026-04-01;0.10\n2026-04-16;0.20\n2026-05-01;0.30\n",
  );
  await writeFile(
    join(folder, "ratchet.json"),
    '{"energyratestructure":[[{"rate":0.1}]],"lookbackPercent":0.8}',
  );
});
after(async () => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Words that end in .csv or .json are files of the temporary folder, unless they are paths. */
async function smartpm(...words: readonly string[]): Promise<Outcome> {
  const args = words.map((word) => (/^[^/]+[.](csv|json)$/.test(word) ? join(folder, word) : word));
  const child = spawn(process.execPath, [main, "rate", ...args], { timeout: 30_000 });
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return { code, ...text };
}

const APRIL = ["--start", "2026-04-01"];

test("a table for people has the months, the sum, and the total with tax", async () => {
  const office = join(catalogue, "office-tou.json");
  const { code, stdout, stderr } = await smartpm(office, "april.csv", ...APRIL);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    "Office, peak and night, amounts in EUR",
    "",
    "Month       kWh  Peak kW  Fixed  Energy     Tax   Total",
    "-------------------------------------------------------",
    // 1017.5 kWh of peak, 697.5 of shoulder and 347.5 of night on 22 workdays and 8 others.
    "2026-04  2062.5     40.0  14.50  596.01  116.00  726.51",
    "-------------------------------------------------------",
    "Sum      2062.5           14.50  596.01  116.00  726.51",
  ]);
});

test("what the lease says is told with --terms; without it the tariff cannot price", async () => {
  // 62.5 m2 × 0.50 = 31.25.
  const told = await smartpm("area.json", "april.csv", ...APRIL, "--terms", "area=62.5,persons=2");
  assert.equal(told.code, 0);
  assert.match(told.stdout, /^2026-04 .* 31\.25$/m);
  const untold = await smartpm("area.json", "april.csv", ...APRIL);
  assert.equal(untold.code, 1);
  assert.match(
    untold.stderr,
    /charges a: it counts by area, which the lease does not say on 2026-04-01/,
  );
});

test("a load coarser than the tariff's demand is priced, with a note", async () => {
  const { code, stdout, stderr } = await smartpm(shop, "april.csv", ...APRIL, "--json");
  assert.equal(code, 0);
  assert.match(stderr, /^smartpm: note: the tariff averages demand over 15 min; [^\n]+\n$/);
  const { months } = JSON.parse(stdout) as { months: Record<string, unknown>[] };
  assert.equal(months.length, 1);
  assert.deepEqual(Object.keys(months[0] ?? {}), [
    "month",
    "energyKwh",
    "fixed",
    "energy",
    "flatDemand",
    "touDemand",
    "minimumTopUp",
    "tax",
    "total",
    "peakKw",
  ]);
  assert.deepEqual(
    { energyKwh: 2062.5, fixed: 18, flatDemand: 368, peakKw: 40, ...months[0] },
    months[0],
  );
});

const REFUSALS: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [[shop], /LOAD\.csv is missing$/],
  [[shop, "april.csv"], /--start is missing: the local day on which the load begins$/],
  [
    [shop, "april.csv", "--start", "April"],
    /--start: "April" is no day; write it like 2026-01-01$/,
  ],
  [[shop, "april.csv", "--start", "2026-02-30"], /--start: "2026-02-30" is no day; /],
  [
    [shop, "april.csv", ...APRIL, "--zone", "Mars"],
    /--zone: "Mars" is no time zone; write it like /,
  ],
  [[shop, "april.csv", ...APRIL, "--step", "7"], /--step: a day is no whole number of 7 minutes; /],
  [[shop, "april.csv", ...APRIL, "--step", "0"], /--step: "0" is no whole number above 0$/],
  [
    [shop, "april.csv", ...APRIL, "--tiers", "fair"],
    /--tiers: "fair" is neither proportional nor /,
  ],
  [
    [shop, "april.csv", ...APRIL, "--terms", "garden=5"],
    /--terms: "garden" is none of contract-demand, transformer-capacity, /,
  ],
  [
    [shop, "april.csv", ...APRIL, "--terms", "area=big"],
    /--terms: "area=big" has no number; write it like area=120$/,
  ],
  [
    [shop, "april.csv", ...APRIL, "--teirs", "x"],
    /there is no option --teirs; did you mean --tiers\?$/,
  ],
  [[shop, "nowhere.csv", ...APRIL], /cannot read [^ ]+nowhere\.csv: ENOENT/],
  [["nowhere.json", "april.csv", ...APRIL], /cannot read [^ ]+nowhere\.json: ENOENT/],
  [[shop, "letters.csv", ...APRIL], /letters\.csv, line 3: "12\.x" is not a number \(write it /],
  [[shop, "word.csv", ...APRIL], /word\.csv, line 3: "1,2,3" is not a number /],
  [[shop, "empty.csv", ...APRIL], /empty\.csv, line 1: holds no value \(write one number a line/],
  [[shop, "registers.csv", ...APRIL], /a line holds more than one number; write one average power/],
  [
    [shop, "odd.csv", ...APRIL],
    /odd\.csv: its 2 intervals end within a day, at 2026-04-01T02:00:00; /,
  ],
  [["broken.json", "april.csv", ...APRIL], /broken\.json is no JSON document: /],
  [["other.json", "april.csv", ...APRIL], /other\.json, .*format: is missing \(add it\)/],
  [
    ["wrong.json", "april.csv", ...APRIL],
    /charges\[0\]\.price: is the number 0\.25 \(write it as text: "0\.25"\)$/,
  ],
  [
    ["ratchet.json", "april.csv", ...APRIL],
    /lookbackpercent: is a ratchet, and there is no flatdemandstructure that it would raise /,
  ],
  [
    [join(catalogue, "water-ladder.json"), "april.csv", ...APRIL],
    /consumption: it is in kWh, which a tariff in m3 cannot price \(/,
  ],
];

for (const [args, says] of REFUSALS) {
  test(`refused on one line: ${says.source}`, async () => {
    const { code, stdout, stderr } = await smartpm(...args);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^smartpm: [^\n]+\n$/);
    assert.match(stderr.trimEnd(), says);
  });
}

test("prices of a file go to the series of their name; what cannot be read is told", async () => {
  const load = ["market.json", "april.csv", ...APRIL];
  const prices = join(folder, "prices.csv");
  const { stdout, stderr } = await smartpm(...load, "--series", `market=${prices}`, "--json");
  assert.equal(stderr, "");
  // 23 × 1.25 + 40 = 68.75 kWh a day: 15 days at 0.10 and 15 at 0.20 are 103.125 + 206.25.
  assert.match(stdout, /309\.375/);
  const missing = await smartpm(...load);
  assert.match(missing.stderr, /there are no prices "market" for all of 2026-04-01/);
  const nameless = await smartpm(...load, "--series", "prices");
  assert.match(nameless.stderr, /--series: "prices" is no name with a file/);
  const timeless = await smartpm(...load, "--event", "peak=2026-04-02T10:00/2026-04-02T09:00");
  assert.match(timeless.stderr, /--event: "peak=[^"]+" is no name with a time/);
});

test("peaks of months before the load are told with --peaks, for ratchets", async () => {
  await writeFile(
    join(folder, "lookback.json"),
    '{"format":"smartpm-tariff/1","name":"Ratchet","commodity":"electricity","currency":"EUR","charges":[{"kind":"demand","id":"a","label":"A","price":"2","per":"month","prorate":"days","ratchet":{"percent":"80","months":2}}]}',
  );
  const load = ["lookback.json", "april.csv", ...APRIL];
  // April's own 40 kW × 2; then 80 % of February's 100, with March's 90 below it: 80 × 2.
  assert.match((await smartpm(...load)).stdout, /^2026-04 .* 80\.00$/m);
  const told = await smartpm(...load, "--peaks", "2026-02=100,2026-03=90");
  assert.match(told.stdout, /^2026-04 .* 160\.00$/m);
  const half = await smartpm(...load, "--peaks", "2026-02=100");
  assert.match(half.stderr, /it counts the peak of 2026-03/);
  const wrong = await smartpm(...load, "--peaks", "2026-13=100");
  assert.match(wrong.stderr, /--peaks: "2026-13=100" is no month with a demand/);
});
