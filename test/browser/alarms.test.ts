/** A loss that grows while its alarm stands, seen on the open main screen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { AlarmDetails, SuspectFigures } from "#domain/alarms/alarm.ts";
import { asId } from "#domain/core/id.ts";
import { raiseAlarm, raiseAlarmAgain, renewAlarm } from "#storage/alarms.ts";
import { seedUsers } from "#test/api/running-api.ts";
import { NOW, seedProperty } from "#test/api/seeded-property.ts";
import { DESKTOP, inspect, PHONE, runWeb } from "#test/support/running-web.ts";
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

for (const viewport of [DESKTOP, TABLET, PHONE]) {
  test(`a second thief calls again on the open main screen at ${viewport.width} px`, async (t) => {
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
