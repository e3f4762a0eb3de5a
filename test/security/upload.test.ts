/** Files that come in: logos, lists of meters, readings. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeWorkbook } from "#platform/workbook.ts";
import { json, runSeededApi } from "#test/api/running-api.ts";
import { madeZip } from "./made-zip.ts";

const base64 = (text: string | Buffer): string => Buffer.from(text).toString("base64");

const drawing = (inside: string) => ({
  mediaType: "image/svg+xml",
  base64: base64(`<svg xmlns="http://www.w3.org/2000/svg">${inside}</svg>`),
});

async function setUp(t: Parameters<typeof runSeededApi>[0]) {
  const seeded = await runSeededApi(t);
  const { api, cookie } = seeded;
  const send = (path: string, body: object) => api.call("POST", path, { cookie, body });
  return { ...seeded, send };
}

test("upload: a logo is what it says to be, and neither runs nor loads anything", async (t) => {
  const { send } = await setUp(t);
  for (const body of [
    drawing("<script>alert(1)</script>"),
    drawing('<rect onload="alert(1)"/>'),
    drawing("<foreignObject><b>x</b></foreignObject>"),
    drawing('<image href="http://127.0.0.1:8180/api/users"/>'),
    drawing('<image href="file:///etc/passwd"/>'),
    drawing("<style>@import 'http://x';</style>"),
    { mediaType: "image/png", base64: base64("<svg/>") },
    { mediaType: "image/jpeg", base64: base64("GIF89a") },
    { mediaType: "text/html", base64: base64("<p>") },
  ]) {
    const answer = await send("/organisation/logo", body);
    assert.ok([400, 409].includes(answer.status), JSON.stringify(body));
  }
  assert.equal(
    (await send("/organisation/logo", drawing('<rect width="1" height="1"/>'))).status,
    200,
  );
});

test("upload: a picture of too many dots is refused before it is unpacked", async (t) => {
  const { send } = await setUp(t);
  const png = Buffer.alloc(64);
  Buffer.from("89504e470d0a1a0a", "hex").copy(png);
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  const answer = await send("/organisation/logo", { mediaType: "image/png", base64: base64(png) });
  assert.match((await json(answer)).detail, /60000 × 60000 dots/);
});

test("upload: a zip bomb and a file of another kind are refused with what would be right", async (t) => {
  const { send } = await setUp(t);
  const sheet = { name: "S", columns: [{ title: "Point", width: 9 }], rows: [["x"]] };
  const bomb = Buffer.from(await writeWorkbook(sheet));
  bomb.writeUInt32LE(0xf0_00_00_00, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
  const many = madeZip(Object.fromEntries(Array.from({ length: 2_001 }, (_, n) => [`${n}`, ""])));
  for (const [content, words] of [
    [bomb, /larger than 200 MB unpacked/],
    [many, /more than 2000 parts/],
    [Buffer.from("PK\u0003\u0004 no zip"), /workbook/],
  ] as const) {
    const body = { fileName: "readings.xlsx", content: base64(content) };
    const answer = await send("/imports/preview", body);
    assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
    assert.match(JSON.stringify(await json(answer)), words);
  }
});

test("upload: the name of a file leads nowhere", async (t) => {
  const { send } = await setUp(t);
  for (const fileName of ["../../etc/passwd", "..\\..\\x.csv", "/etc/passwd", "a\u0000.csv"]) {
    const body = { fileName, content: base64("Point,Time\r\nA,2026-01-01 00:00\r\n") };
    const answer = await send("/imports/preview", body);
    assert.ok(answer.status < 500, fileName);
    assert.ok(!(await answer.text()).includes("root:"), fileName);
  }
});

test("upload: a body larger than any file of ours is cut off", async (t) => {
  const { send } = await setUp(t);
  const answer = await send("/spaces", { name: "x".repeat(1_100_000) });
  assert.equal(answer.status, 413);
});
