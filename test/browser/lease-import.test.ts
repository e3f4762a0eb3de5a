/** Units, tenants and leases come from a list: looked at, mended, entered, taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { seedProperty } from "#test/api/seeded-property.ts";
import { inspect, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const file = (rows: readonly string[]) => ({
  name: "leases.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(["Unit,Part of,Area,Tenant,From,Electricity", ...rows].join("\n")),
});

for (const { way, viewport } of WAYS) {
  test(`a list of leases is imported ${way}`, async (t) => {
    const database = await testDatabase(t);
    await seedProperty(database);
    const web = await runWeb(t, database);
    const page = await web.open("/tenants", viewport);
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Import list" }).click();
    const rows = [
      "Flat 1,Floor 1,62.5,Ada Moss,2026-12-01,Standard",
      "Flat 2,Floor 1,48,,,Standard",
    ];
    const chooser = dialog.locator("xpath=ancestor-or-self::html//input[@type='file']");
    await chooser.setInputFiles(file([...rows, "Flat 3,,,Ben Hale,1 May,Night"]));
    await dialog.getByText("1 row cannot be entered").waitFor();
    await dialog.getByText('"1 May" is no day; write it like 2026-10-31').waitFor();
    await inspect(page, "lease-import");
    await chooser.setInputFiles(file(rows));
    await dialog.getByText("New: spaces 3, service points 2, tenants 1, leases 1.").waitFor();
    await dialog.getByRole("button", { name: "Enter 2 rows" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Ada Moss").first().waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Ada Moss").first().waitFor({ state: "detached" });
    const { rowCount } = await database.query("select from tenant where name = 'Ada Moss'");
    assert.equal(rowCount, 0);
  });
}
