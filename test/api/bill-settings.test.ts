/** How bills look, what they must say and how a site reminds: asked for, refused, previewed, stored. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BillSettings, BillSettingsAsked } from "#api/contract/bill-settings.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { readBillRules } from "#storage/bill-rules.ts";
import { readReminderPolicy } from "#storage/reminders.ts";
import { runSeededApi } from "./running-api.ts";

const EMAIL = "administrator@example.org";

async function started(t: Parameters<typeof runSeededApi>[0]) {
  const { api, database, property } = await runSeededApi(t);
  const cookie = await api.signIn(EMAIL);
  const siteId = asId<SiteId>(property.siteId);
  const path = `/sites/${siteId}/bill-settings`;
  const read = async (): Promise<BillSettings> =>
    (await api.call("GET", path, { cookie })).json() as Promise<BillSettings>;
  const { logoSha256: _, ...settings } = await read();
  const send = (method: "PATCH" | "POST", body: unknown) =>
    api.call(method, method === "PATCH" ? path : `${path}/preview`, { cookie, body });
  return { database, siteId, read, send, settings };
}

test("a site that has chosen nothing has bills as usual, and what it chooses is kept and noted", async (t) => {
  const { database, siteId, read, send, settings } = await started(t);
  assert.deepEqual(settings.look.parts.length, 7);
  const asked: BillSettingsAsked = {
    ...settings,
    title: "Harbour Court",
    language: "de",
    look: { paper: "us-letter", colour: "#1d4e89", columns: ["multiplier"], parts: ["history"] },
    bankAccount: { holder: "Harbour", iban: "DE02 1203 0000 0000 2020 51", bic: "" },
    profile: "uk-heat",
    texts: { complaints: "Write to us.", advice: "" },
    emissionFactors: [
      {
        commodity: "heat",
        unit: "kWh",
        kgPerUnit: "0.182",
        source: "Label",
        validFrom: "2026-01-01",
      },
    ],
    reminders: {
      leastMinor: "500",
      steps: [
        { afterDays: 7, fee: null },
        { afterDays: 21, fee: { percentPerMonth: "1.5", graceDays: 5, mostPercent: "10" } },
      ],
    },
  };
  const answer = await send("PATCH", asked);
  assert.equal(answer.status, 200, await answer.clone().text());
  const kept = await read();
  assert.equal(kept.bankAccount?.iban, "DE02120300000000202051");
  assert.deepEqual(kept.texts, { complaints: "Write to us." });
  assert.deepEqual(kept.reminders, asked.reminders);
  assert.deepEqual(kept.look, asked.look);
  const rules = await readBillRules(database, siteId);
  assert.deepEqual(
    [rules.title, rules.language, rules.profile],
    ["Harbour Court", "de", "uk-heat"],
  );
  assert.equal((await readReminderPolicy(database, siteId))?.leastMinor, 500n);
  const { rows } = await database.query<{ actor: string; action: string }>(
    "select actor, action from audit_entry where action = 'bill-settings.changed'",
  );
  assert.deepEqual(rows, [{ actor: EMAIL, action: "bill-settings.changed" }]);
});

test("what cannot be is refused at its field, and nothing of it is stored", async (t) => {
  const { read, send, settings } = await started(t);
  const before = await read();
  const account = { holder: "Harbour", iban: "DE02120300000000202015", bic: "" };
  const step = { afterDays: 7, fee: null };
  const wrong: readonly (readonly [Partial<BillSettingsAsked>, RegExp])[] = [
    [{ look: { ...settings.look, colour: "#ffee00" } }, /look\.colour.*darker/],
    [{ bankAccount: account }, /bankAccount\.iban.*check its digits/],
    [{ reminders: { leastMinor: "0", steps: [step, step] } }, /later than the one before/],
    [{ reminders: { leastMinor: "0", steps: [] } }, /add a step/],
    [{ template: "#panic(1)" }, /template.*cannot set a bill/],
    [{ template: '#read("/etc/passwd")' }, /template.*cannot set a bill/],
    [{ template: "#let" }, /template.*cannot set a bill/],
  ];
  for (const [change, message] of wrong) {
    const answer = await send("PATCH", { ...settings, ...change });
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    assert.match((await answer.text()).replaceAll("\n", " "), message);
  }
  assert.deepEqual(await read(), before);
});

interface Picture {
  readonly svg: string;
  readonly number: string | null;
  readonly lacking: readonly string[];
}

async function pictureOf(answer: Response): Promise<Picture> {
  assert.equal(answer.status, 200);
  return answer.json() as Promise<Picture>;
}

test("the preview is the newest bill by what is asked, and says what it would lack", async (t) => {
  const { read, send, settings } = await started(t);
  const before = await read();
  const plain = await pictureOf(await send("POST", settings));
  assert.match(plain.svg, /^<svg/);
  // The white of a second page would lie over the first one.
  assert.doesNotMatch(plain.svg, /^ {4}<path[^>]*fill="#ffffff"/m);
  assert.notEqual(plain.number, null);
  const changed = await pictureOf(
    await send("POST", { ...settings, language: "zh", profile: "de-heat" }),
  );
  assert.notEqual(changed.svg, plain.svg);
  assert.ok(changed.lacking.includes("co2-split"));
  const own = await send("POST", { ...settings, template: '#json("/sheet.json").len()' });
  assert.equal(own.status, 200);
  assert.equal((await send("POST", { ...settings, template: "#oops" })).status, 409);
  assert.deepEqual(await read(), before, "nothing was stored");
});
