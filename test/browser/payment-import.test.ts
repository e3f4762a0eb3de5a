/** Payments come from a bank's file: whose each is stands beside it, then they are on the accounts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { numberBill, seedProperty } from "#test/api/seeded-property.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const file = (rows: readonly string[]) => ({
  name: "bank.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(["Date,Amount,Name,Reference", ...rows].join("\n")),
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
    await chooser.setInputFiles(file([...paid, "31/11/2026,10.00,Nobody,?"]));
    await dialog.getByText("1 row cannot be entered").waitFor();
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
    assert.ok(await dialog.getByRole("button", { name: "Book 1 payment" }).isDisabled());
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const { rowCount } = await database.query(
      "select from ledger_entry where external_key like 'bank:%'",
    );
    assert.equal(rowCount, 1);
  });
}
