import assert from "node:assert/strict";
import { test } from "node:test";
import { bankHeadingAt, hasBankHeading } from "./bank-heading.ts";

const HEADING = ["Buchungstag", "Betrag", "Auftraggeber", "Verwendungszweck"];
const ABOVE = [["Kontoinhaber", "Ada Moss"], [""], ["Datum", "20.11.2026"]];

test("the heading is the first row that names a day and an amount", () => {
  assert.equal(bankHeadingAt([HEADING, ["20.11.2026", "1,00", "", ""]]), 0);
  assert.equal(bankHeadingAt([...ABOVE, HEADING, HEADING]), 3);
});

test("where no row names both, the one that names most lacks something", () => {
  assert.equal(bankHeadingAt([["Konto"], ["Datum", "Auftraggeber"], ["Datum"]]), 1);
  assert.equal(
    bankHeadingAt([
      ["Who", "When"],
      ["Ada", "today"],
    ]),
    0,
  );
  assert.equal(bankHeadingAt([]), 0);
});

test("it is looked for in the first rows only", () => {
  const far = [...Array.from({ length: 30 }, () => ["1"]), HEADING];
  assert.ok(!hasBankHeading(far));
  assert.ok(hasBankHeading(far.slice(1)));
});
