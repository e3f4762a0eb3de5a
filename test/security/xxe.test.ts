/** XML comes in as workbooks (a zip of XML) and as drawings. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { readWorkbook } from "#platform/workbook.ts";
import { json, runSeededApi } from "#test/api/running-api.ts";
import { madeZip } from "./made-zip.ts";

const ENTITY = '<!DOCTYPE x [<!ENTITY leak SYSTEM "file:///etc/hostname">]>';
const BILLION =
  '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY leak "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>';

/** A workbook of one cell, which holds an entity. */
function workbookWith(doctype: string, text = "before &leak; after"): Buffer {
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const relations = "http://schemas.openxmlformats.org/package/2006/relationships";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  return madeZip({
    "[Content_Types].xml":
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<?xml version="1.0"?>${doctype}<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row></sheetData></worksheet>`,
  });
}

test("XXE: a workbook's entities are not resolved, neither of files nor of a billion laughs", async () => {
  const hostname = (await readFile("/etc/hostname", "utf8")).trim();
  for (const doctype of [ENTITY, BILLION]) {
    const began = process.cpuUsage();
    // Either it is refused, or the entity stays what it is written as.
    const rows = await readWorkbook(workbookWith(doctype)).catch(() => []);
    const text = JSON.stringify(rows);
    assert.ok(hostname === "" || !text.includes(hostname), text);
    assert.ok(!text.includes("haha"), text.slice(0, 100));
    assert.ok(process.cpuUsage(began).user < 5_000_000, "no time is spent on it");
  }
  // That such a workbook is read at all, so that the above says something.
  const [[cell] = []] = await readWorkbook(workbookWith("", "before and after"));
  assert.equal(cell, "before and after");
});

test("XXE: a drawing with an entity is refused", async (t) => {
  const { api, cookie } = await runSeededApi(t);
  const drawing = `<?xml version="1.0"?>${ENTITY}<svg xmlns="http://www.w3.org/2000/svg"><text>&leak;</text></svg>`;
  const answer = await api.call("POST", "/organisation/logo", {
    cookie,
    body: { mediaType: "image/svg+xml", base64: Buffer.from(drawing).toString("base64") },
  });
  assert.equal(answer.status, 409);
  assert.equal((await json(answer)).faults[0].code, "organisation.logo");
});
