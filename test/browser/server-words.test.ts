/** What the server finds wrong is read in the reader's language, at the field that it is about. */
import { test } from "node:test";
import { PASSWORD } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { inspect, runWeb } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";
import de from "#web/i18n/de.json" with { type: "json" };
import zh from "#web/i18n/zh.json" with { type: "json" };

const LANGUAGES = [
  {
    language: "zh",
    wrong: "不是您的密码",
    weak: "是键盘上连续的按键；请用三四个互不相关的词",
  },
  {
    language: "de",
    wrong: "Das ist nicht Ihr Passwort",
    weak: "Das ist eine Reihe von Tasten; nehmen Sie drei oder vier Wörter, die nicht zusammengehören",
  },
] as const;

test("a password that the server refuses is told in the reader's language, with what would be right", async (t) => {
  const database = await testDatabase(t);
  await seedProperty(database);
  const web = await runWeb(t, database);
  const page = await web.open("/account");
  for (const { language, wrong, weak } of LANGUAGES) {
    const { account, common } = language === "zh" ? zh : de;
    const change = account.changePassword;
    await page.evaluate(`localStorage.setItem("smartpm.language", "${language}")`);
    await page.reload();
    await page.getByRole("button", { name: change }).click();
    const drawer = page.getByRole("dialog", { name: change });
    await drawer.getByLabel(account.current).fill("not the password");
    await drawer.getByLabel(account.new).fill("asdfghjklasdfghjkl");
    await drawer.getByRole("button", { name: common.save }).click();
    await drawer.getByText(wrong).waitFor();
    await drawer.getByLabel(account.current).fill(PASSWORD);
    await drawer.getByRole("button", { name: common.save }).click();
    await drawer.getByText(weak).waitFor();
    await inspect(page, `server-words-${language}`);
  }
});
