import { fromMinor, minorDigits } from "#domain/core/money.ts";
import type { AlarmDetails, GrownLoss, SuspectCost, SuspectFigures } from "./alarm.ts";

interface RisenLoss {
  /** Of the balance zone. */
  readonly name: string;
  readonly details: Extract<AlarmDetails, { rule: "zone-loss-risen" }>;
  /** An instant as local text. */
  readonly at: (instant: Temporal.Instant) => string;
}

interface Words {
  /** A loss that nothing has come to, and one that grew while its alarm stood. */
  title(name: string, hasGrown: boolean): string;
  first(loss: RisenLoss): string;
  grown(loss: GrownLoss, unit: string, at: RisenLoss["at"]): string;
  readonly ended: string;
  readonly lookAt: string;
  readonly unmetered: string;
  /** How much would be missing if it is this one. */
  missing(amount: string): string;
  recorded(percent: number): string;
  /** What a suspect would owe for what is missing, estimated. */
  cost(amount: string): string;
  readonly separator: string;
  readonly notProven: string;
}

const ENGLISH: Words = {
  title: (name, hasGrown) =>
    hasGrown ? `"${name}" loses still more` : `"${name}" loses more than it used to`,
  first: ({ details, at }) =>
    `Since ${at(details.from)}: ${details.missing} ${details.unit} more are missing (${details.missingPercent} % of what went in) than this zone always lost.`,
  grown: ({ from, missing, missingPercent }, unit, at) =>
    `New since ${at(from)}: ${missing} ${unit} beyond what was known (${missingPercent} % of what went in).`,
  ended: "It has ended since.",
  lookAt: "Look at these meters first; the screen keeps the order up to date:",
  unmetered: "use that passes no meter",
  missing: (amount) => `${amount} missing`,
  recorded: (percent) => `its meter would record ${percent} % of the truth`,
  cost: (amount) => `about ${amount} by its tariff (estimated)`,
  separator: "; ",
  notProven: "Suspected from figures, not proven: check seals, wiring and transformers on site.",
};

const CHINESE: Words = {
  title: (name, hasGrown) => (hasGrown ? `“${name}”的损耗进一步增加` : `“${name}”的损耗比以往增加`),
  first: ({ details, at }) =>
    `自 ${at(details.from)} 起：比该分区一贯的损耗多缺少 ${details.missing} ${details.unit}（占供入量 ${details.missingPercent} %）。`,
  grown: ({ from, missing, missingPercent }, unit, at) =>
    `自 ${at(from)} 起新增：在已知损耗之外又缺少 ${missing} ${unit}（占供入量 ${missingPercent} %）。`,
  ended: "该部分已停止。",
  lookAt: "请首先检查以下表计（屏幕上的顺序会随数据更新）：",
  unmetered: "未经任何表计的用量",
  missing: (amount) => `缺少 ${amount}`,
  recorded: (percent) => `其表计可能只记录真实值的 ${percent} %`,
  cost: (amount) => `按其资费约 ${amount}（估算）`,
  separator: "；",
  notProven: "以上由数据推断，并非定论：请到现场检查封印、接线和互感器。",
};

const GERMAN: Words = {
  title: (name, hasGrown) =>
    hasGrown ? `„${name}“ verliert noch mehr` : `„${name}“ verliert mehr als bisher`,
  first: ({ details, at }) =>
    `Seit ${at(details.from)} fehlen ${details.missing} ${details.unit} mehr (${details.missingPercent} % der Einspeisung), als hier schon immer fehlte.`,
  grown: ({ from, missing, missingPercent }, unit, at) =>
    `Neu seit ${at(from)}: Über das Bekannte hinaus fehlen ${missing} ${unit} (${missingPercent} % der Einspeisung).`,
  ended: "Das hat inzwischen aufgehört.",
  lookAt:
    "Sehen Sie zuerst nach diesen Zählern; der Bildschirm zeigt die Reihenfolge nach dem neuesten Stand:",
  unmetered: "Verbrauch, der über keinen Zähler geht",
  missing: (amount) => `${amount} fehlen`,
  recorded: (percent) => `sein Zähler würde ${percent} % der Wahrheit erfassen`,
  cost: (amount) => `etwa ${amount} nach seinem Tarif (geschätzt)`,
  separator: "; ",
  notProven:
    "Ein Verdacht aus Zahlen, kein Beweis: Prüfen Sie Plomben, Anschlüsse und Wandler vor Ort.",
};

/** What a mail says of a loss that a zone did not have before; what is newest stands first. */
export const risenLossWords = {
  en: messageIn(ENGLISH),
  zh: messageIn(CHINESE),
  de: messageIn(GERMAN),
} as const;

function messageIn(words: Words) {
  return (loss: RisenLoss): { readonly title: string; readonly lines: readonly string[] } => {
    const { name, details, at } = loss;
    const grown = details.grown ?? [];
    return {
      title: words.title(name, grown.length > 0),
      lines: [
        ...grownLines(words, { grown, unit: details.unit, at }),
        words.first(loss),
        ...suspectLines(words, details),
        words.notProven,
      ],
    };
  };
}

/** What a mail says of a loss above what is allowed that grew while its alarm stood, before what was known. */
export const grownLossWords = {
  en: grownIn(ENGLISH),
  zh: grownIn(CHINESE),
  de: grownIn(GERMAN),
} as const;

interface GrownLosses {
  readonly grown: readonly GrownLoss[];
  readonly unit: string;
  readonly at: RisenLoss["at"];
}

function grownIn(words: Words) {
  return ({ name, ...losses }: GrownLosses & { readonly name: string }) => ({
    title: words.title(name, true),
    lines: grownLines(words, losses),
  });
}

function grownLines(words: Words, { grown, unit, at }: GrownLosses): string[] {
  return grown
    .toReversed()
    .flatMap((more) => [
      words.grown(more, unit, at),
      ...(more.endedAt ? [words.ended] : suspectLines(words, { suspects: more.suspects, unit })),
    ]);
}

function suspectLines(
  words: Words,
  { suspects, unit }: { readonly suspects: readonly SuspectFigures[]; readonly unit: string },
): string[] {
  return [
    words.lookAt,
    ...suspects.map(({ name, confidencePercent, missing, cost, recordedPercent }, n) =>
      [
        `${n + 1}. ${name ?? words.unmetered}: ${confidencePercent} %`,
        words.missing(`${missing} ${unit}`),
        ...(cost ? [words.cost(costText(cost))] : []),
        ...(recordedPercent === null ? [] : [words.recorded(recordedPercent)]),
      ].join(words.separator),
    ),
  ];
}

/** `12.30 EUR`. */
function costText({ amountMinor, currency }: SuspectCost): string {
  const amount = fromMinor(BigInt(amountMinor), currency).toFixed(minorDigits(currency));
  return `${amount} ${currency}`;
}
