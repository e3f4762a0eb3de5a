import assert from "node:assert/strict";
import { test } from "node:test";
import i18next, { use } from "i18next";
import { writeAsAtSite } from "#web/components/format.ts";
import { figuresInTexts, interpolation } from "./figures-in-texts.ts";

await use(figuresInTexts).init({ lng: "en", interpolation });
const say = (text: string, values: Readonly<Record<string, unknown>>) =>
  i18next.services.interpolator.interpolate(text, values, "en", {});

test("how many of something is written as the site writes figures", () => {
  writeAsAtSite("en-GB");
  const shown = "{{shown}} of {{count}} meters";
  assert.equal(say(shown, { shown: 1234, count: 5091 }), "1,234 of 5,091 meters");
  assert.equal(say(shown, { shown: 0, count: 1 }), "0 of 1 meters");
  writeAsAtSite("de-DE");
  assert.equal(say(shown, { shown: 12, count: 5091 }), "12 of 5.091 meters");
});

test("a year has no separator, and words are put in as they are", () => {
  writeAsAtSite("en-GB");
  assert.equal(say("{{year}}: {{count}} files", { year: 2026, count: 4000 }), "2026: 4,000 files");
  assert.equal(
    say("{{name}} {{number}}", { name: "<Quay> & Co", number: "1234" }),
    "<Quay> & Co 1234",
  );
});
