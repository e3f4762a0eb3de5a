/** Whose main screen the server draws, and what no name in it can do. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ROLES } from "#domain/core/role.ts";
import { FLORIST_CANARY, seedProperty } from "./seeded-property.ts";
import { runApi, runSeededApi, seedUsers } from "./running-api.ts";
import { testDatabase } from "#test/support/test-database.ts";

const WEB_FOLDER = join(import.meta.dirname, "../../web/dist");
const DRAWN = 'id="first-answers"';

async function pageOf(address: string, cookie?: string): Promise<string> {
  const headers = { accept: "text/html", ...(cookie !== undefined && { cookie }) };
  const answer = await fetch(`${address}/`, { headers });
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
  const page = await answer.text();
  const cached = page.includes(DRAWN) ? "no-store" : "no-cache";
  assert.equal(answer.headers.get("cache-control"), cached);
  return page;
}

test("the staff's main screen comes drawn; a tenant's and a stranger's page is the app's alone", async (t) => {
  const { api } = await runSeededApi(t, { webFolder: WEB_FOLDER });
  for (const role of ROLES) {
    const page = await pageOf(api.address, await api.signIn(`${role}@example.org`));
    assert.equal(page.includes(DRAWN), role !== "tenant", role);
    assert.equal(page.includes("Harbour Court"), role !== "tenant", role);
    if (role === "tenant") assert.ok(!page.includes(FLORIST_CANARY));
  }
  for (const cookie of [undefined, "other=1", `smartpm_session=${"x".repeat(43)}`]) {
    const page = await pageOf(api.address, cookie);
    assert.ok(!page.includes(DRAWN) && !page.includes("Harbour"), `${cookie}`);
  }
});

test("a page drawn holds the sites of its reader and no others", async (t) => {
  const database = await testDatabase(t);
  const first = await seedProperty(database);
  await seedProperty(database, { prefix: "OTHER-" });
  await seedUsers(database, first.bakery.tenantId, { siteIds: [first.siteId] });
  const api = await runApi(t, { database, webFolder: WEB_FOLDER });
  const page = await pageOf(api.address, await api.signIn("operator@example.org"));
  assert.ok(page.includes(DRAWN) && page.includes("gateway A"));
  assert.ok(!page.includes("OTHER-"));
});

test("who has to choose a password first, or set up a second factor, is drawn nothing", async (t) => {
  const { database, api } = await runSeededApi(t, { webFolder: WEB_FOLDER });
  const cookie = await api.signIn("viewer@example.org");
  assert.ok((await pageOf(api.address, cookie)).includes(DRAWN));
  await database.query(
    "update user_account set password_given_at = $1 where email = 'viewer@example.org'",
    [api.clock.now().toString()],
  );
  assert.ok(!(await pageOf(api.address, cookie)).includes("Harbour"));

  const strict = await runApi(t, { database, webFolder: WEB_FOLDER, secondFactor: "required" });
  const page = await pageOf(strict.address, await strict.signIn("administrator@example.org"));
  assert.ok(!page.includes("Harbour"));
});

test("a language that there are no texts of is drawn in English, as the app shows it", async (t) => {
  const { database, api, cookie } = await runSeededApi(t, { webFolder: WEB_FOLDER });
  await database.query("update user_account set language = 'fr'");
  const page = await pageOf(api.address, cookie);
  // The month's name is written by the language, not by its texts.
  assert.ok(page.includes(DRAWN) && page.includes("Tuesday") && !page.includes("mardi"));
  assert.match(page, /<html lang="en" /);
});

test("a name that looks like a page's own text stays a name", async (t) => {
  const { database, api, cookie } = await runSeededApi(t, { webFolder: WEB_FOLDER });
  const name = `</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>$&$1`;
  await database.query("update line set name = $1", [name]);
  await database.query("update site set name = $1", [name]);
  const page = await pageOf(api.address, cookie);
  assert.ok(page.includes(DRAWN));
  assert.ok(!page.includes("<script>alert") && !page.includes("<img src=x"));
  assert.ok(page.includes("&lt;/script&gt;&lt;script&gt;alert(1)"));
  const data = /<script type="application\/json" id="first-answers">([^<]*)<\/script>/.exec(page);
  const answers = JSON.parse(data?.[1] ?? "");
  assert.equal(answers.overview.sites[0].lines[0].name, name);
  assert.equal(answers.session.sites[0].name, name);
});

test("what cannot be drawn is left to the app, and what draws is not handed out", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "smartpm-web-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "picture"));
  await cp(join(WEB_FOLDER, "index.html"), join(folder, "index.html"));
  await cp(join(WEB_FOLDER, "assets"), join(folder, "assets"), { recursive: true });
  await writeFile(
    join(folder, "picture/main-screen.mjs"),
    `export const languageOfPage = () => "en";
     export async function drawMainScreen() { throw new Error("it cannot be drawn"); }`,
  );
  const { api, cookie } = await runSeededApi(t, { webFolder: folder });
  const answer = await fetch(`${api.address}/`, { headers: { cookie } });
  const page = await answer.text();
  assert.ok(page.includes('<div id="root"></div>') && page.endsWith("</html>\n"));
  assert.ok(!page.includes(DRAWN) && /data-app="\/assets\/index-/.test(page));

  const script = await fetch(`${api.address}/picture/main-screen.mjs`, { headers: { cookie } });
  assert.equal(script.status, 404);
});
