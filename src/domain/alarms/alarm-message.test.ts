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

const amount = {
  from: at,
  to: at.add({ hours: 30 }),
  used: "31.5",
  expected: "62.0",
  limit: "30",
  unit: "kWh",
};
const shown = { since: at, limit: "10", phases: "" };

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
  "use-over-limit": { rule: "use-over-limit", ...amount },
  "budget-exceeded": { rule: "budget-exceeded", ...amount },
  "demand-near-limit": {
    rule: "demand-near-limit",
    from: at,
    to: at.add({ minutes: 15 }),
    projected: "97.5",
    limit: "100",
  },
  "power-factor-low": { rule: "power-factor-low", ...shown, value: "0.71", limit: "0.8" },
  "phase-missing": { rule: "phase-missing", ...shown, value: "3.0", phases: "L2" },
  "voltage-out": { rule: "voltage-out", ...shown, value: "271.0", phases: "L1, L3" },
  "temperature-difference-low": { rule: "temperature-difference-low", ...shown, value: "1.2" },
  "continuous-backup-failed": {
    rule: "continuous-backup-failed",
    since: at,
    reason: "ENOENT: no such file or directory, mkdir '/mnt/nas/continuous'",
    keptAt: at.subtract({ minutes: 1 }),
  },
  "disk-low": {
    rule: "disk-low",
    folder: "/var/lib/smartpm",
    freeGigabytes: "0.8",
    totalGigabytes: "40.0",
  },
  "mail-failing": { rule: "mail-failing", mails: 3, since: at, lastError: "connection refused" },
  "webhook-failing": {
    rule: "webhook-failing",
    requests: 2,
    since: at,
    lastError: "the receiver answered 500",
  },
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
        cost: { amountMinor: "1204", currency: "EUR" },
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
  return messageOf(DETAILS[rule], language);
}

function messageOf(details: AlarmDetails, language: AlarmLanguage) {
  const { sourceKind } = ALARM_RULES[details.rule];
  return alarmMessage(
    {
      siteName: "Riverside",
      timeZone: "Europe/Berlin",
      source: { kind: sourceKind, id: 7, name: "Bakery electricity" },
      details,
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

test("what came to a loss that stands is told first, by its own suspects, in each language", () => {
  const risen = DETAILS["zone-loss-risen"];
  const [first] = risen.suspects;
  assert.ok(first);
  const grown = {
    seenAt: at.add({ hours: 40 }),
    from: at.add({ hours: 39 }),
    to: at.add({ hours: 40 }),
    endedAt: null,
    supplied: "33.0",
    missing: "7.7",
    missingPercent: "23.3",
    suspects: [{ ...first, name: "Shop 1.08" }],
  };
  const titles = {
    en: '"Bakery electricity" loses still more',
    zh: "“Bakery electricity”的损耗进一步增加",
    de: "„Bakery electricity“ verliert noch mehr",
  };
  for (const language of ["en", "zh", "de"] as const) {
    const { subject, body } = messageOf({ ...risen, grown: [grown] }, language);
    assert.equal(subject, `SmartPM: ${titles[language]}`);
    assert.ok(body.includes("7.7 kWh") && body.includes("30.4 kWh"), body);
    assert.ok(body.indexOf("Shop 1.08") < body.indexOf("Office 2.01"), body);
    const ended = { ...grown, endedAt: at.add({ hours: 41 }) };
    const after = messageOf({ ...risen, grown: [ended] }, language);
    assert.ok(
      !after.body.includes("Shop 1.08"),
      "nobody is sent to a meter that is in order again",
    );
  }
});

test("a suspect is told with the energy and the money that are missing, each where it is known", () => {
  const figures = {
    en: ["30.1 kWh missing; about 12.04 EUR by its tariff (estimated)", "28.0 kWh missing\n"],
    zh: ["缺少 30.1 kWh；按其资费约 12.04 EUR（估算）", "缺少 28.0 kWh\n"],
    de: ["30.1 kWh fehlen; etwa 12.04 EUR nach seinem Tarif (geschätzt)", "28.0 kWh fehlen\n"],
  };
  for (const language of ["en", "zh", "de"] as const) {
    const { body } = message("zone-loss-risen", language);
    for (const told of figures[language]) assert.ok(body.includes(told), body);
  }
});

test("a silent meter in German, and English for who reads neither language", () => {
  const { subject, body } = message("meter-silent", alarmLanguage("de"));
  assert.equal(subject, "SmartPM: Zähler „Bakery electricity“ antwortet nicht");
  assert.match(body, /Letzte Antwort: 2026-11-24 10:59\./);
  assert.equal(alarmLanguage("fr"), "en");
});
