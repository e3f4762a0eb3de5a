/** A loss that grows while its alarm stands, seen on the open main screen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmDetails, SuspectFigures } from "#domain/alarms/alarm.ts";
import { asId } from "#domain/core/id.ts";
import { raiseAlarm, raiseAlarmAgain, renewAlarm } from "#storage/alarms.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { DESKTOP, inspect, PHONE, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const TABLET = { width: 820, height: 1100 };

function suspect(name: string, confidencePercent: number): SuspectFigures {
  return {
    servicePointId: name.length,
    name,
    confidencePercent,
    missing: "4.2",
    recordedPercent: 70,
    reasons: [
      { kind: "loss-follows-use", percent: null },
      { kind: "use-fell", percent: 31 },
    ],
  };
}

const RISEN = {
  rule: "zone-loss-risen",
  from: NOW.subtract({ hours: 5 }),
  to: NOW.subtract({ hours: 1 }),
  supplied: "88.0",
  missing: "4.3",
  missingPercent: "4.9",
  unit: "kWh",
  suspects: [suspect("Shop 1.01", 93), suspect("Office 2.02", 5)],
} as const satisfies AlarmDetails;

const GROWN: AlarmDetails = {
  ...RISEN,
  to: NOW,
  missing: "7.4",
  grown: [
    {
      seenAt: NOW,
      from: NOW.subtract({ minutes: 15 }),
      to: NOW,
      endedAt: null,
      supplied: "5.6",
      missing: "1.4",
      missingPercent: "25.0",
      suspects: [suspect("Café on the corner", 88), suspect("Shop 1.01", 9)],
    },
  ],
};

for (const { way, viewport } of [...WAYS, { way: "at 820 px", viewport: TABLET }]) {
  test(`a second thief calls again on the open main screen ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { siteId, bakery } = await seedProperty(database);
    await seedUsers(database, bakery.tenantId);
    const source = { kind: "balance-zone", id: 1, name: "Electricity" } as const;
    const id = await raiseAlarm(database, {
      siteId: asId(siteId),
      source,
      details: RISEN,
      raisedAt: RISEN.to,
    });
    assert.ok(id);
    const web = await runWeb(t, database);
    const page = await web.open("/", viewport);
    const alarm = page.locator(`[data-alarm="${id}"]`);
    await alarm.getByRole("button", { name: "Acknowledge" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Acknowledge" }).click();
    await alarm.getByText("Acknowledged by").waitFor();

    await database.transaction(async (tx) => {
      await renewAlarm(tx, { id, details: GROWN });
      await raiseAlarmAgain(tx, { id, occasion: 1, at: NOW });
    });
    await alarm.getByText("Electricity: loses still more").waitFor();
    await alarm.getByRole("button", { name: "Acknowledge" }).waitFor();
    const newest = alarm.getByRole("region", { name: /^New since/ });
    assert.match(await newest.innerText(), /Café on the corner · 88 %/);
    assert.match(await newest.innerText(), /1,4 kWh beyond what was known/);
    assert.match(await alarm.innerText(), /raised again/);
    await alarm.scrollIntoViewIfNeeded();
    await inspect(page, "alarm-raised-again");
  });
}

test("a full disk and mails that are not taken are told in words, in each language", async (t) => {
  const database = await testDatabase(t);
  const { siteId, bakery } = await seedProperty(database);
  await seedUsers(database, bakery.tenantId);
  const mailsSince = NOW.subtract({ hours: 2 });
  const alarms: readonly AlarmDetails[] = [
    { rule: "disk-low", folder: "/data", freeGigabytes: "0.8", totalGigabytes: "40.0" },
    { rule: "mail-failing", mails: 3, since: mailsSince, lastError: "connection refused" },
    { rule: "webhook-failing", requests: 2, since: mailsSince, lastError: "no answer" },
  ];
  for (const details of alarms) {
    const source = { kind: "system", id: 0, name: details.rule } as const;
    await raiseAlarm(database, { siteId: asId(siteId), source, details, raisedAt: NOW });
  }
  const web = await runWeb(t, database);
  for (const viewport of [DESKTOP, TABLET, PHONE]) {
    const page = await web.open("/alarms", viewport);
    await page.getByText("The disk is almost full").waitFor();
    await page.getByText("/data: 0,8 of 40,0 GB free").waitFor();
    await page.getByText(/3 mails wait, the oldest since .* · connection refused/).waitFor();
    await page.getByText('The receiver of the webhook "webhook-failing" takes nothing').waitFor();
    await page.getByText(/2 requests not taken, the oldest since .* · no answer/).waitFor();
    await inspect(page, "alarms-machine");
    for (const [language, told] of [
      ["zh", "磁盘即将写满"],
      ["de", "Die Festplatte ist fast voll"],
    ] as const) {
      await page.evaluate(`localStorage.setItem("smartpm.language", "${language}")`);
      await page.reload();
      await page.getByText(told).waitFor();
      await inspect(page, `alarms-machine-${language}`);
    }
    await page.close();
  }
});

test("for how long an alarm is put aside can be pressed by a finger", async (t) => {
  const database = await testDatabase(t);
  const { siteId } = await seedProperty(database);
  await raiseAlarm(database, {
    siteId: asId(siteId),
    source: { kind: "balance-zone", id: 1, name: "Electricity" },
    details: RISEN,
    raisedAt: RISEN.to,
  });
  const web = await runWeb(t, database);
  const page = await web.open("/", PHONE);
  await page.getByRole("button", { name: "Put aside" }).click();
  const choices = page.getByRole("menuitem");
  await choices.first().waitFor();
  const heights = await choices.evaluateAll((items: { offsetHeight: number }[]) =>
    items.map((item) => item.offsetHeight),
  );
  assert.equal(heights.length, 6);
  assert.ok(Math.min(...heights) >= 44, `${heights.join(", ")} px`);
});
