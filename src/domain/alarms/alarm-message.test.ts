import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "#domain/core/decimal.ts";
import type { AlarmDetails } from "./alarm.ts";
import { alarmLanguage, type AlarmLanguage, alarmMessage } from "./alarm-message.ts";
import { ALARM_RULES } from "./alarm-rule.ts";

const at = Temporal.Instant.from("2026-11-24T10:00:00Z");
const decimal = (text: string) => Decimal.parse(text);

const loss = {
  from: at.subtract({ hours: 1 }),
  to: at,
  supplied: decimal("100"),
  used: decimal("90.5"),
  loss: decimal("9.5"),
  lossPercent: decimal("9.50"),
  allowed: decimal("4.02"),
  unit: "kWh",
  intervals: 4,
};

const DETAILS: { [Rule in AlarmDetails["rule"]]: Extract<AlarmDetails, { rule: Rule }> } = {
  "meter-silent": {
    rule: "meter-silent",
    lineName: "gateway A",
    failedPolls: 2,
    lastGoodAt: at.subtract({ minutes: 1 }),
    lastError: "no answer from unit 7",
  },
  "line-down": { rule: "line-down", meters: 30, lastGoodAt: null, lastError: null },
  "collector-gone": { rule: "collector-gone", lastAttemptAt: null },
  "backup-failed": {
    rule: "backup-failed",
    at,
    reason: "the disk of /var/lib/smartpm has 0.1 GB free",
    lastGoodAt: at.subtract({ hours: 24 }),
  },
  "backup-old": { rule: "backup-old", lastGoodAt: null },
  "zone-loss": { rule: "zone-loss", ...loss },
  "zone-loss-risen": {
    rule: "zone-loss-risen",
    from: at,
    to: at.add({ hours: 30 }),
    supplied: "812.0",
    missing: "30.4",
    missingPercent: "3.7",
    unit: "kWh",
    suspects: [
      {
        servicePointId: 4,
        name: "Office 2.01",
        confidencePercent: 92,
        missing: "30.1",
        recordedPercent: 61,
        reasons: [{ kind: "use-fell", percent: 37 }],
      },
      {
        servicePointId: null,
        name: null,
        confidencePercent: 8,
        missing: "28.0",
        recordedPercent: null,
        reasons: [],
      },
    ],
  },
  "zone-surplus": { rule: "zone-surplus", ...loss },
  "water-never-still": {
    rule: "water-never-still",
    from: at,
    nights: 3,
    leastLitresPerHour: "11",
  },
  "use-unusual": {
    rule: "use-unusual",
    from: at.subtract({ hours: 24 }),
    to: at,
    used: "60.0",
    usual: "24.0",
    unit: "kWh",
  },
};

function message(rule: AlarmDetails["rule"], language: AlarmLanguage) {
  return alarmMessage(
    {
      siteName: "Riverside",
      timeZone: "Europe/Berlin",
      source: { kind: ALARM_RULES[rule].sourceKind, id: 7, name: "Bakery electricity" },
      details: DETAILS[rule],
      raisedAt: at,
    },
    language,
  );
}

test("a silent meter in English: what, where, since when in the site's time, what to do", () => {
  assert.deepEqual(message("meter-silent", "en"), {
    subject: 'SmartPM: Meter "Bakery electricity" does not answer',
    body: `Riverside, 2026-11-24 11:00 (Europe/Berlin)

Meter "Bakery electricity" does not answer
Line: gateway A. Failed polls: 2. Last answer: 2026-11-24 10:59.
Last attempt: no answer from unit 7
The other meters on the line answer: look at this meter's supply, wiring and address.
`,
  });
});

test("a loss in Chinese carries the same figures", () => {
  const { subject, body } = message("zone-loss", "zh");
  assert.equal(subject, "SmartPM: “Bakery electricity”的供入量大于计量值");
  for (const figure of ["100 kWh", "90.5 kWh", "9.5 kWh", "9.50 %", "4.02 kWh"]) {
    assert.ok(body.includes(figure), `${figure} in ${body}`);
  }
});

test("every rule has words in each language, and none leaves a figure undefined", () => {
  for (const language of ["en", "zh", "de"] as const) {
    const all = Object.values(DETAILS).map(({ rule }) => message(rule, language));
    assert.equal(new Set(all.map(({ subject }) => subject)).size, Object.keys(ALARM_RULES).length);
    for (const { body } of all) assert.doesNotMatch(body, /undefined|null|\[object/);
  }
});

test("a silent meter in German, and English for who reads neither language", () => {
  const { subject, body } = message("meter-silent", alarmLanguage("de"));
  assert.equal(subject, "SmartPM: Zähler „Bakery electricity“ antwortet nicht");
  assert.match(body, /Letzte Antwort: 2026-11-24 10:59\./);
  assert.equal(alarmLanguage("fr"), "en");
});
