/** My account: password, second factor, sessions, tokens; and how an administrator lets people in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { codeOf } from "#api/one-time-code.ts";
import { PASSWORD, seedUsers } from "#test/api/running-api.ts";
import { seedProperty } from "#test/api/seeded-property.ts";
import { inspect, openPage, type RunningWeb, runWeb, WAYS } from "#test/support/running-web.ts";
import { testDatabase } from "#test/support/test-database.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What the app would show, `later` steps of 30 seconds after the server's time. */
function codeNow({ api }: RunningWeb, secret: string, later = 0): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g) ?? [];
  const key = Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
  const step = Math.floor(api.clock.now().epochMilliseconds / 30_000) + later;
  return codeOf(key, { step, digits: 6 });
}

async function setUp(t: Parameters<typeof testDatabase>[0]) {
  const database = await testDatabase(t);
  const { bakery } = await seedProperty(database);
  await seedProperty(database, { prefix: "Second " });
  await seedUsers(database, bakery.tenantId);
  return { database, web: await runWeb(t, database) };
}

/** Switches the second factor on, and gives its secret and a recovery code. */
async function switchOn(page: Page, web: RunningWeb) {
  await page.getByRole("button", { name: "Switch on" }).click();
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await inspect(page, "second-factor");
  const shown = (await page.locator("code").first().textContent()) ?? "";
  const secret = shown.replaceAll(" ", "");
  assert.match(secret, /^[A-Z2-7]{32}$/);
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("is wrong, or was used already").first().waitFor();
  await page.getByLabel("Code", { exact: true }).fill(codeNow(web, secret));
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("Each of these codes lets you in once").waitFor();
  await inspect(page, "recovery-codes");
  const recovery = (await page.locator("code").first().textContent()) ?? "";
  assert.match(recovery, /^([a-z2-9]{7}-){3}[a-z2-9]{7}$/);
  await page.getByRole("button", { name: "I keep them" }).click();
  await page.getByText(/^On since/).waitFor();
  return { secret, recovery };
}

for (const { way, viewport } of WAYS) {
  test(`My account ${way}: the second factor is switched on, asked for at the door, and off`, async (t) => {
    const { web } = await setUp(t);
    const page = await web.open("/account", viewport);
    const { secret } = await switchOn(page, web);
    const door = await openPage(web.browser, viewport);
    await door.goto(`${web.api.address}/`);
    await door.getByLabel("E-mail address").fill("administrator@example.org");
    await door.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await door.getByRole("button", { name: "Sign in" }).click();
    await door.getByLabel("Code", { exact: true }).fill("123456");
    await door.getByRole("button", { name: "Sign in" }).click();
    await door.getByText("The code is wrong, or was used already.").waitFor();
    await door.getByLabel("Code", { exact: true }).fill(codeNow(web, secret, 1));
    await door.getByRole("button", { name: "Sign in" }).click();
    await door.getByRole("heading", { level: 1, name: "Harbour Court" }).first().waitFor();
    await door.close();

    web.api.clock.moveTo(web.api.clock.now().add({ minutes: 2 }));
    await page.getByRole("button", { name: "Switch off" }).click();
    await page.getByLabel("Present password").fill(PASSWORD);
    await page.getByLabel("Code", { exact: true }).fill(codeNow(web, secret));
    await page.getByRole("dialog").getByRole("button", { name: "Switch off" }).click();
    await page.getByText("No code is asked for any more.").waitFor();
    await page.getByRole("button", { name: "Switch on" }).waitFor();
    await page.close();
  });

  test(`My account ${way}: a token for a program is made, shown once, used and revoked; sessions end`, async (t) => {
    const { web, database } = await setUp(t);
    await web.api.signIn("administrator@example.org");
    const page = await web.open("/account", viewport);
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByLabel("Name", { exact: true }).fill("The heating firm");
    await page.getByLabel("Present password").fill(PASSWORD);
    await inspect(page, "token");
    await page.getByRole("button", { name: "Save" }).click();
    const token = (await page.locator("code").first().textContent()) ?? "";
    assert.match(token, /^spm_[\w-]{43}$/);
    const headers = { authorization: `Bearer ${token}` };
    const used = await fetch(`${web.api.address}/api/meters`, { headers });
    assert.equal(used.status, 200);
    await inspect(page, "account");
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("The token is revoked").waitFor();
    const refused = await fetch(`${web.api.address}/api/meters`, { headers });
    assert.equal(refused.status, 401);
    // Ten minutes later somebody else may sit here.
    web.api.clock.moveTo(web.api.clock.now().add({ minutes: 11 }));
    await page.getByRole("button", { name: "Sign out there" }).first().click();
    const question = page.getByRole("dialog", { name: "Your password once more" });
    await question.getByLabel("Present password").fill("not the password");
    await question.getByRole("button", { name: "Go on" }).click();
    await question.getByText("is not your password").waitFor();
    await inspect(page, "password-once-more");
    await question.getByLabel("Present password").fill(PASSWORD);
    await question.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Signed out there.").waitFor();
    await web.api.signIn("administrator@example.org");
    await page.reload();
    await page.getByRole("button", { name: "Sign out everywhere else" }).click();
    await page.getByText("Signed out everywhere else.").waitFor();
    const { rows } = await database.query("select from session");
    assert.equal(rows.length, 1);
    await page.close();
  });
}

for (const { way, viewport } of WAYS) {
  test(`users ${way}: somebody is added for one site, invited, and sets the own password`, async (t) => {
    const { web } = await setUp(t);
    const page = await web.open("/users", viewport);
    await page.getByRole("button", { name: "Add a user" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Clerk");
    await page.getByLabel("E-mail address").fill("clerk@example.org");
    await page.getByLabel("Some sites").check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Choose at least one site.").waitFor();
    await page.getByLabel("Sites the user works on").first().click();
    await page.getByRole("option", { name: "Second Harbour Court" }).click();
    // The list of sites closes when the field is left.
    await page.keyboard.press("Tab");
    await page.getByRole("option").first().waitFor({ state: "hidden" });
    await inspect(page, "user-of-a-site");
    await page.getByRole("button", { name: "Save" }).click();
    const row = page.getByRole("row").filter({ hasText: "clerk@example.org" });
    await row.getByRole("button", { name: "Invite" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
    await page.getByText("The invitation goes out by mail").waitFor();
    await inspect(page, "invitation");
    const link = (await page.locator("code").first().textContent()) ?? "";
    const own = await openPage(web.browser, viewport);
    await own.goto(link);
    await own.getByLabel("New password").fill("three odd green boats");
    await own.getByLabel("The same again").fill("three odd green boats");
    await inspect(own, "invitation-accepted");
    await own.getByRole("button", { name: "Set the password" }).click();
    await own.getByRole("heading", { name: "Second Harbour Court" }).waitFor();
    await own.close();
    await page.close();
  });
}

for (const { way, viewport } of WAYS) {
  test(`a password that was given ${way}: it opens only the choice of an own one`, async (t) => {
    const { web } = await setUp(t);
    const users = await web.open("/users", viewport);
    await users.getByRole("button", { name: "Add a user" }).click();
    await users.getByLabel("Name", { exact: true }).fill("Clerk");
    await users.getByLabel("E-mail address").fill("clerk@example.org");
    await users.getByLabel("First password").fill("harbour lantern pebble");
    await users.getByRole("button", { name: "Save" }).click();
    await users.getByRole("row").filter({ hasText: "clerk@example.org" }).waitFor();
    await users.close();

    const own = await openPage(web.browser, viewport);
    await own.goto(`${web.api.address}/meters`);
    await own.getByLabel("E-mail address").fill("clerk@example.org");
    await own.getByLabel("Password", { exact: true }).fill("harbour lantern pebble");
    await own.getByRole("button", { name: "Sign in" }).click();
    await own.getByRole("heading", { name: "Choose a password of your own" }).waitFor();
    const given = own.getByLabel("The password that you were given");
    const chosen = own.getByLabel("New password");
    const again = own.getByLabel("The same again");
    const enter = own.getByRole("button", { name: "Set the password" });
    await given.fill("harbour lantern pebble");
    await chosen.fill("short");
    await enter.click();
    await own.getByText("At least 10 characters").last().waitFor();
    await chosen.fill("harbour lantern pebble");
    await again.fill("harbour lantern pebble");
    await enter.click();
    await own.getByText("This is the one that you were given.").waitFor();
    await chosen.fill("three odd green boats");
    await enter.click();
    await own.getByText("This is another one.").waitFor();
    await again.fill("three odd green boats");
    await given.fill("not what was given");
    await enter.click();
    await own.getByText("is not your password").waitFor();
    assert.equal(await own.getByRole("alert").count(), 0, "it stands at its field alone");
    await inspect(own, "own-password");
    await given.fill("harbour lantern pebble");
    await enter.click();
    await own.getByRole("heading", { name: "Meters", level: 1 }).waitFor();
    await own.close();
  });
}
