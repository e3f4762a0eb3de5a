/** The long list of meters is filled without React: it shows what React draws of the same meters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { asId, type LineId, type MeterId, type SiteId } from "#domain/core/id.ts";
import type { Database } from "#platform/database.ts";
import { storeAttempts, storeLiveValues } from "#storage/live-values.ts";
import { createLine, createMeter } from "#storage/meters.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { createTestPoint } from "#test/support/metered-site.ts";
import { runWeb } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const METERS = 300;
const ATTEMPTS_UNTIL_SILENT = 5;
const ROW_HEIGHT = 61;
const COMMODITIES = ["electricity", "cold-water", "heat", "gas"] as const;
const EVERY_COLUMN = "tenant,space,line,model,tags,now,register,age,state";

/** Meters of each kind, state and way to be measured, some of them in stock. */
async function addMeters(database: Database, siteId: SiteId): Promise<MeterId[]> {
  const at = Temporal.Now.instant();
  return database.transaction(async (tx) => {
    const transport = { kind: "push" } as const;
    const lineId: LineId = await createLine(tx, { siteId, name: "Tower roof", transport });
    const ids: MeterId[] = [];
    for (let n = 1; n <= METERS; n += 1) {
      const name = `Tower flat ${String(n).padStart(3, "0")}`;
      const commodity = COMMODITIES[n % COMMODITIES.length];
      if (n % 7 === 0) {
        await createMeter(tx, { siteId, serialNumber: name, modelId: "generic/test" });
      } else {
        const { meterId } = await createTestPoint(tx, {
          siteId,
          name,
          ...(commodity && { commodity }),
        });
        ids.push(meterId);
      }
    }
    const read = ids.filter((_, n) => n % 3 > 0);
    await tx.query("update meter set line_id = $1, unit_address = id::text where id = any($2)", [
      lineId,
      [...read, ...ids.slice(0, 3)],
    ]);
    const attempt = { lineId, at, latencyMs: 40 };
    const silent = { ...attempt, error: "no answer", errorKind: "no-answer" };
    const answering = { ...attempt, error: undefined, errorKind: undefined };
    for (let time = 0; time < ATTEMPTS_UNTIL_SILENT; time += 1) {
      await storeAttempts(
        tx,
        read.map((meterId, n) => ({ ...(n % 2 === 0 ? silent : answering), meterId })),
      );
    }
    const live = { quantity: "power", unit: "kW", measuredAt: at };
    await storeLiveValues(
      tx,
      read.map((meterId, n) => ({ ...live, meterId, value: `${n}.25` })),
    );
    return ids;
  });
}

/** An expression: what each row in the page tells, by what its first cell says. */
const TOLD = `Object.fromEntries([...document.querySelectorAll("tbody tr[data-leads]")].map((row) => {
  const icon = row.querySelector("td:first-child svg");
  const isThere = icon !== null && icon.getClientRects().length > 0;
  return [row.cells[0].textContent, [
    ...[...row.cells].map((cell) => cell.textContent),
    row.querySelector("a").getAttribute("href"),
    row.querySelector("[title]").title,
    row.querySelector("[data-tone]").dataset.tone,
    row.querySelector("td:last-child path").getAttribute("d"),
    ...(isThere ? [icon.firstElementChild.getAttribute("d"), getComputedStyle(icon).color] : []),
  ].join(" | ")];
}))`;

function toldBy(page: Page): Promise<Record<string, string>> {
  return page.evaluate<Record<string, string>>(TOLD);
}

/** From now on the page counts how often a figure shows for a moment that it has changed. */
const COUNT_FLASHES = `{
  globalThis.flashes = 0;
  const { animate } = Element.prototype;
  Element.prototype.animate = function (...given) {
    if (this.matches("[data-live]")) globalThis.flashes += 1;
    return animate.apply(this, given);
  };
}`;

/** Ages go on between two looks. */
function withoutAges(told: string): string {
  return told.replaceAll(/\b(now|\d+ (sec|min)\.? ago)\b/g, "ago");
}

test("a long list that is filled", async (t) => {
  const database = await testDatabase(t);
  const siteId = asId<SiteId>((await seedProperty(database)).siteId);
  const [firstId] = await addMeters(database, siteId);
  const web = await runWeb(t, database);
  const page = await web.open(`/meters?columns=${EVERY_COLUMN}`, { width: 1600, height: 800 });
  const rows = page.locator("tbody tr[data-leads]");
  await rows.first().waitFor();

  await t.test("shows of each meter what React draws on paper", async () => {
    await page.emulateMedia({ media: "print" });
    await comesTo(true, async () => (await rows.count()) > METERS, "the whole list");
    const drawn = await toldBy(page);
    await page.emulateMedia({ media: "screen" });
    await comesTo(true, async () => (await rows.count()) < 100, "the rows in view");
    const seen = new Set<string>();
    // Down by steps that overlap and up by one that does not: each row is filled over another.
    const tops = Array.from({ length: 32 }, (_, n) => n * 10 * ROW_HEIGHT);
    for (const top of [...tops, ...tops.toReversed().filter((_, n) => n % 5 === 0)]) {
      await page.evaluate(`scrollTo(0, ${top})`);
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
      for (const [name, told] of Object.entries(await toldBy(page))) {
        assert.equal(withoutAges(told), withoutAges(drawn[name] ?? "not drawn"));
        seen.add(name);
      }
    }
    assert.deepEqual([...seen].toSorted(), Object.keys(drawn).toSorted());
    const kinds = Object.values(drawn).join("\n");
    for (const kind of ["Answering", "Silent", "Not connected", "Not polled", "In stock", "kW"]) {
      assert.ok(kinds.includes(kind), `no row with ${kind}`);
    }
  });

  await t.test("shows a value that comes in, and that it changed", async () => {
    await page.evaluate("scrollTo(0, 0)");
    await page.evaluate(COUNT_FLASHES);
    const row = rows.filter({ hasText: "Tower flat 001" });
    await row.waitFor();
    assert.ok(firstId);
    const value = { meterId: firstId, quantity: "power", unit: "kW" };
    for (const shown of ["71", "72"]) {
      const measuredAt = Temporal.Now.instant();
      await storeLiveValues(database, [{ ...value, value: shown, measuredAt }]);
      await row.getByText(`${shown} kW`).waitFor();
    }
    await page.evaluate(`scrollTo(0, ${40 * ROW_HEIGHT})`);
    await rows.filter({ hasText: "Tower flat 045" }).waitFor();
    assert.equal(await page.evaluate("flashes"), 2, "only a value that came in");
  });

  await t.test("follows its columns and order", async () => {
    await page.getByRole("columnheader", { name: "Meter" }).getByRole("button").click();
    await page.getByRole("columnheader", { name: "Meter" }).getByRole("button").click();
    await comesTo(true, async () => (await rows.first().textContent())?.includes("300"), "sorted");
    const told = await toldBy(page);
    await page.goto(page.url());
    await rows.first().waitFor();
    const anew = await toldBy(page);
    assert.deepEqual(Object.values(told).map(withoutAges), Object.values(anew).map(withoutAges));
  });
});
