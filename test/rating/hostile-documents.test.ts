/**
 * Tariff documents with something wrong in them: each is refused by faults that say where, what and
 * what would be right, or it is still a tariff, and then the second engine agrees on what it costs.
 * Never an exception, never more than a second. `RATING_CASES=10000` tries that many.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { type Fault, faultText, type Result } from "#domain/core/fault.ts";
import { rate } from "#domain/rating/rate.ts";
import { convertUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import { consumptionCase, daysOf } from "#test/support/rating-case.ts";
import { asWritten } from "./both-engines.ts";
import { type Chance, drawn, sizeOf } from "./chance.ts";
import { generatedTariff, type GeneratedTariff } from "./generated-case.ts";
import { naiveRate } from "./naive-engine.ts";
import { spoiled } from "./spoiled-document.ts";
import { beginOfDay, dayNumber } from "./wall-clock.ts";
import { EVERY_KIND } from "./tariff-kinds.ts";

const SECOND_US = 1_000_000;
const FAULTS_AT_MOST = 50;
const folder = join(import.meta.dirname, "../..");
const CATALOGUE = jsonFilesIn("catalogue/tariffs");
const REFERENCES = jsonFilesIn("test/reference/tariffs");

function jsonFilesIn(path: string): readonly unknown[] {
  return readdirSync(join(folder, path)).map((file): unknown =>
    JSON.parse(readFileSync(join(folder, path, file), "utf8")),
  );
}

/**
 * What comes of it, within a second of the processor's time: other programs may take theirs. Faults
 * are checked for what a reader needs.
 */
function withinASecond<T>(read: () => Result<T>): Result<T> {
  const begin = process.cpuUsage();
  const result = read();
  const { user, system } = process.cpuUsage(begin);
  assert.ok(user + system < SECOND_US, `took ${user + system} µs`);
  if (!result.ok) assertTelling(result.faults);
  return result;
}

function assertTelling(faults: readonly Fault[]): void {
  assert.ok(faults.length > 0 && faults.length <= FAULTS_AT_MOST);
  for (const { subject, message, remedy } of faults) {
    for (const text of [subject, message, remedy]) {
      assert.ok(text !== undefined && text.trim() !== "", `${subject}: ${message} (${remedy})`);
      assert.ok(text.length < 2000, `a text of ${text.length} characters`);
    }
  }
}

function hostile(name: string, usual: number, run: (chance: Chance) => string): void {
  test(name, (t) => {
    const size = sizeOf(usual);
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(
        drawn((chance) => () => run(chance)),
        (attempt) => {
          const outcome = attempt();
          counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        },
      ),
      size,
    );
    const told = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
    t.diagnostic(`${size.numRuns} from seed ${size.seed}: ${told}`);
    assert.equal(Reflect.get({}, "polluted"), undefined, "Object.prototype was changed");
  });
}

hostile(
  "a spoiled generated tariff is refused, or costs what the naive engine says",
  300,
  (chance) => {
    const tariff = generatedTariff(chance, EVERY_KIND);
    const document = spoiled(chance, asWritten(tariff));
    const parsed = withinASecond(() => parseTariff(document));
    if (!parsed.ok) return "refused";
    const days = daysOf("2026-03-27", "2026-04-01");
    const timeZone = "Europe/Berlin";
    const consumption = consumptionCase({
      days,
      timeZone,
      intervalMinutes: 60,
      perCount: "0.01",
      amount: (_, interval) => (interval * 7919) % 3000,
    });
    const versions = [{ id: 0, effectiveFrom: days.from, document: parsed.value }];
    const rated = withinASecond(() =>
      rate({ versions, period: days, countsFrom: days.from, timeZone, consumption }),
    );
    if (!rated.ok) return "not priced";
    const naive = naiveRate({
      versions: [{ from: days.from, tariff: asTariff(document, tariff) }],
      ...days,
      countsFrom: days.from,
      timeZone,
      load: {
        startMinute: beginOfDay(dayNumber(days.from), timeZone),
        intervalMinutes: 60,
        amounts: Array.from(consumption.amounts, BigInt),
        perCount: "0.01",
      },
    });
    assert.equal(rated.value.totalMinor, naive.totalMinor, JSON.stringify(document));
    return "priced alike";
  },
);

/** Guarantee: the document was found to be a tariff. */
function asTariff(document: unknown, { currencyDigits }: GeneratedTariff): GeneratedTariff {
  return { ...(document as GeneratedTariff), currencyDigits };
}

hostile("a spoiled tariff of the catalogue is refused in words, or is one", 300, (chance) => {
  const document = spoiled(chance, chance.pick(CATALOGUE));
  return withinASecond(() => parseTariff(document)).ok ? "accepted" : "refused";
});

hostile(
  "a spoiled document of the rate database is refused in words, or is converted",
  200,
  (chance) => {
    const converted = withinASecond(() => convertUrdb(spoiled(chance, chance.pick(REFERENCES))));
    if (!converted.ok) return "refused";
    const parsed = withinASecond(() => parseTariff(converted.value));
    // What it says would be about a document that the reader has never seen.
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.faults.map(faultText).join("\n"));
    return "converted";
  },
);
