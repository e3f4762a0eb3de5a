import assert from "node:assert/strict";
import { test } from "node:test";
import { textOfFile } from "./text-of-file.ts";

const GERMAN =
  "Buchungstag;Betrag;Begünstigter/Zahlungspflichtiger\n20.11.2026;412,50;Größer & Söhne, Café Ö\n";

test("UTF-8 is read with and without its mark", () => {
  assert.equal(textOfFile(Buffer.from(GERMAN)), GERMAN);
  assert.equal(textOfFile(Buffer.from(`\uFEFF${GERMAN}`)), GERMAN);
  assert.equal(textOfFile(Buffer.from("交易日期,金额")), "交易日期,金额");
});

test("a German bank's Windows-1252 is read with its umlauts and the euro sign", () => {
  const euro = Buffer.concat([Buffer.from("Größe 5 ", "latin1"), Buffer.of(0x80, 0x0a)]);
  assert.equal(textOfFile(Buffer.from(GERMAN, "latin1")), GERMAN);
  assert.equal(textOfFile(euro), "Größe 5 €\n");
});

test("a Chinese bank's GB 18030 is read as Chinese", () => {
  // 交易日期,金额 in GB 2312: two bytes a character.
  const heading = Buffer.from("bdbbd2d7c8d5c6da2cbdf0b6ee", "hex");
  assert.equal(textOfFile(heading), "交易日期,金额");
});

test("UTF-16 of a spreadsheet is told by its mark", () => {
  const bytes = Buffer.from(`\uFEFF${GERMAN}`, "utf16le");
  assert.equal(textOfFile(bytes), GERMAN);
  assert.equal(textOfFile(bytes.swap16()), GERMAN);
});

test("nothing at all is an empty text", () => {
  assert.equal(textOfFile(new Uint8Array()), "");
});
