/** A bill's template is a program of the landlord: what it can reach is the bill. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { json, runSeededApi } from "#test/api/running-api.ts";

const SECRET = "SECRET-OF-THE-MACHINE";

test("template sandbox: a template reads no file, no environment, no network and no package", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const folder = await mkdtemp(join(tmpdir(), "smartpm-sandbox-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "secret.txt"), SECRET);
  await writeFile(join(folder, "secret.typ"), `#let secret = "${SECRET}"`);
  const path = `/sites/${property.siteId}/bill-settings`;
  const settings = await json(await api.call("GET", path, { cookie }));
  const up = "/..".repeat(12);
  for (const template of [
    `#read("${folder}/secret.txt")`,
    `#read("${up}${folder}/secret.txt")`,
    `#read("../../../../../../../../..${folder}/secret.txt")`,
    `#include "${folder}/secret.typ"`,
    `#import "${up}${folder}/secret.typ": secret\n#secret`,
    `#image("${folder}/secret.txt")`,
    '#read("/proc/self/environ")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.1": canvas',
    '#image("http://127.0.0.1:8180/api/users")',
    '#plugin("/etc/passwd")',
    "#sys.env",
  ]) {
    const asked = { cookie, body: { ...settings, template } };
    const answer = await api.call("POST", `${path}/preview`, asked);
    const text = await answer.text();
    assert.equal(answer.status, 409, template);
    assert.ok(!text.includes(SECRET) && !text.includes("root:"), text);
  }
});

test("template sandbox: one that never ends is ended, and bills go on", async (t) => {
  const { api, cookie, property } = await runSeededApi(t);
  const path = `/sites/${property.siteId}/bill-settings`;
  const settings = await json(await api.call("GET", path, { cookie }));
  const preview = (template: string | null) =>
    api.call("POST", `${path}/preview`, { cookie, body: { ...settings, template } });
  const endless = await preview("#let f(n) = if n > 0 { f(n - 1) + f(n - 1) } else { 1 }\n#f(200)");
  assert.ok(endless.status >= 400 && endless.status < 500, String(endless.status));
  await endless.arrayBuffer();
  assert.equal((await preview(settings.template)).status, 200);
});

test("template sandbox: data of a bill is never taken for a program", async (t) => {
  const { api, cookie, database, property } = await runSeededApi(t);
  const path = `/sites/${property.siteId}/bill-settings`;
  const settings = await json(await api.call("GET", path, { cookie }));
  const title = '#panic("run") $x$ *bold* @ref <label> \\ #read("/etc/passwd")';
  const answer = await api.call("POST", `${path}/preview`, {
    cookie,
    body: { ...settings, template: null, title: title.slice(0, 60) },
  });
  assert.equal(answer.status, 200, await answer.text());
  assert.ok(database);
});
