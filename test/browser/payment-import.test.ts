/** Payments come from a bank's file: whose each is stands beside it, then they are on the accounts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberBill, seedProperty } from "#test/api/seeded-property.ts";
import { comesTo } from "#test/support/comes-to.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const file = (rows: readonly string[], above: readonly string[] = []) => ({
  name: "bank.csv",
  mimeType: "text/csv",
  buffer: Buffer.from([...above, "Date,Amount,Name,Reference", ...rows].join("\n")),
});

for (const { way, viewport } of WAYS) {
  test(`a bank's payments are booked ${way}, and not twice`, async (t) => {
    const database = await testDatabase(t);
    const property = await seedProperty(database);
    const number = await numberBill(database, property.bakery.billId);
    const web = await runWeb(t, database);
    const page = await web.open("/accounts", viewport);
    const dialog = page.getByRole("dialog");
    const paid = [`2026-11-20,412.50,Somebody,${number}`];
    await page.getByRole("button", { name: "Payments from the bank" }).click();
    const chooser = dialog.locator("xpath=ancestor-or-self::html//input[@type='file']");
    await chooser.setInputFiles(
      file([...paid, "31/11/2026,10.00,Nobody,?"], ["Account DE02 1203, EUR", ""]),
    );
    await dialog.getByText("1 row cannot be entered").waitFor();
    await dialog.getByText("Above the heading, not read: 1: Account DE02 1203 EUR").waitFor();
    await dialog.getByText('"31/11/2026" is no day').waitFor();
    await inspect(page, "payment-import");
    await chooser.setInputFiles(file(paid));
    await dialog.getByRole("button", { name: "Book 1 payment" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page
      .getByText(/412[.,]50/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Payments from the bank" }).click();
    await chooser.setInputFiles(file(paid));
    await dialog.getByText("is booked already").waitFor();
    const book = dialog.getByRole("button", { name: "Book 1 payment" });
    await comesTo(true, () => book.isDisabled());
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const { rowCount } = await database.query(
      "select from ledger_entry where external_key like 'bank:%'",
    );
    assert.equal(rowCount, 1);
  });
}

for (const { way, viewport } of WAYS) {
  test(`a person says whose a payment is ${way}`, async (t) => {
    const database = await testDatabase(t);
    const { florist, bakery } = await seedProperty(database);
    const number = await numberBill(database, bakery.billId);
    const web = await runWeb(t, database);
    const page = await web.open("/accounts", viewport);
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Payments from the bank" }).click();
    const chooser = dialog.locator("xpath=ancestor-or-self::html//input[@type='file']");
    const rows = [`2026-11-20,412.50,Somebody,${number}`, "2026-11-20,55.00,A friend,thanks"];
    await chooser.setInputFiles(file(rows));
    await dialog.getByText("1 row cannot be entered").waitFor();
    await dialog.getByRole("combobox", { name: "Whose is row 3?" }).click();
    await page.getByRole("option", { name: /FLORIST/ }).click();
    await dialog.getByText("can be entered").first().waitFor();
    await dialog.getByText("cannot be entered").waitFor({ state: "hidden" });
    await inspect(page, "payment-import-chosen");
    await dialog.getByRole("button", { name: "Book 2 payments" }).click();
    await dialog.waitFor({ state: "hidden" });
    const { rows: booked } = await database.query(
      `select lease_id as lease, note from ledger_entry
        where external_key like 'bank:%' order by id`,
    );
    assert.deepEqual(booked, [
      { lease: bakery.leaseId, note: `Somebody: ${number}` },
      { lease: florist.leaseId, note: "A friend: thanks" },
    ]);
  });
}
