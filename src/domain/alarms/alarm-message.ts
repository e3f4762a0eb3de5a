import { inGerman } from "./alarm-words-german.ts";
import { backupInChinese, backupInEnglish } from "./backup-alarm-words.ts";
import type { AlarmSubject, AlarmWords } from "./alarm-words.ts";
import { consumptionWords } from "./consumption-words.ts";
import { limitWords } from "./limit-words.ts";
import { machineWords } from "./machine-alarm-words.ts";
import { grownLossWords, risenLossWords } from "./risen-loss-words.ts";

export interface AlarmMessage {
  readonly subject: string;
  readonly body: string;
}

/** The languages of the mails. */
export type AlarmLanguage = "en" | "zh" | "de";

/** Mails to who reads the screens in `language`: in English where there are no words in it. */
export function alarmLanguage(language: string): AlarmLanguage {
  return language === "zh" || language === "de" ? language : "en";
}

/** An alarm in words, for a mail: what is wrong, since when, what to look at. */
export function alarmMessage(alarm: AlarmSubject, language: AlarmLanguage): AlarmMessage {
  const at = (instant: Temporal.Instant | null) =>
    instant === null ? NEVER[language] : localText(instant, alarm.timeZone);
  const { title, lines } = wordsOf(alarm, { language, at });
  return {
    subject: `SmartPM: ${title}`,
    body: [
      `${alarm.siteName}, ${at(alarm.raisedAt)} (${alarm.timeZone})`,
      "",
      title,
      ...lines,
      "",
    ].join("\n"),
  };
}

function wordsOf(
  alarm: AlarmSubject,
  {
    language,
    at,
  }: {
    readonly language: AlarmLanguage;
    readonly at: (instant: Temporal.Instant | null) => string;
  },
): ReturnType<AlarmWords> {
  const told = WORDS[language](alarm, at);
  const { source, details } = alarm;
  if (details.rule !== "zone-loss" || !details.grown) return told;
  const { grown, unit } = details;
  const { title, lines } = grownLossWords[language]({ name: source.name, grown, unit, at });
  return { title, lines: [...lines, ...told.lines] };
}

const NEVER = { en: "never", zh: "从未", de: "nie" } as const;

const WORDS: Readonly<Record<AlarmLanguage, AlarmWords>> = {
  en: inEnglish,
  zh: inChinese,
  de: inGerman,
};

function inEnglish(...[{ source, details }, at]: Parameters<AlarmWords>): ReturnType<AlarmWords> {
  switch (details.rule) {
    case "meter-silent":
      return {
        title: `Meter "${source.name}" does not answer`,
        lines: [
          `Line: ${details.lineName}. Failed polls: ${details.failedPolls}. Last answer: ${at(details.lastGoodAt)}.`,
          ...(details.lastError === null ? [] : [`Last attempt: ${details.lastError}`]),
          "The other meters on the line answer: look at this meter's supply, wiring and address.",
        ],
      };
    case "line-down":
      return {
        title: `Line "${source.name}" is down`,
        lines: [
          `None of its ${details.meters} meters answers. Last answer: ${at(details.lastGoodAt)}.`,
          ...(details.lastError === null ? [] : [`Last attempt: ${details.lastError}`]),
          "Look at the gateway's supply, its network and the first piece of the cable.",
        ],
      };
    case "collector-gone":
      return {
        title: "The meters are no longer read",
        lines: [
          `Last attempt: ${at(details.lastAttemptAt)}.`,
          "The collector has stopped or cannot reach the database: look at the service and its log.",
        ],
      };
    case "backup-failed":
    case "backup-old":
    case "continuous-backup-failed":
      return backupInEnglish(details, at);
    case "disk-low":
    case "mail-failing":
    case "webhook-failing":
      return machineWords.en({ name: source.name, details, at });
    case "zone-loss":
      return {
        title: `More goes into "${source.name}" than is measured`,
        lines: [
          `${at(details.from)} to ${at(details.to)}: ${details.supplied} ${details.unit} went in, ${details.used} ${details.unit} were measured.`,
          `Missing: ${details.loss} ${details.unit} (${details.lossPercent} %); ${details.allowed} ${details.unit} would be no alarm.`,
          "Suspected: use that passes no meter, a bypassed or faulty meter, a wrong multiplier.",
        ],
      };
    case "zone-loss-risen":
      return risenLossWords.en({ name: source.name, details, at });
    case "zone-surplus":
      return {
        title: `More is measured in "${source.name}" than goes in`,
        lines: [
          `${at(details.from)} to ${at(details.to)}: ${details.supplied} ${details.unit} went in, ${details.used} ${details.unit} were measured.`,
          "Check the multipliers, the list of the zone's points and the supply meter.",
        ],
      };
    case "water-never-still":
    case "use-unusual":
      return consumptionWords.en({ name: source.name, details, at });
    case "use-over-limit":
    case "budget-exceeded":
    case "demand-near-limit":
    case "power-factor-low":
    case "phase-missing":
    case "voltage-out":
    case "temperature-difference-low":
      return limitWords.en({ name: source.name, details, at });
  }
}

function inChinese(...[{ source, details }, at]: Parameters<AlarmWords>): ReturnType<AlarmWords> {
  switch (details.rule) {
    case "meter-silent":
      return {
        title: `表计“${source.name}”无应答`,
        lines: [
          `线路：${details.lineName}。连续失败次数：${details.failedPolls}。最后应答：${at(details.lastGoodAt)}。`,
          ...(details.lastError === null ? [] : [`最近一次尝试：${details.lastError}`]),
          "同一线路的其他表计正常：请检查该表计的供电、接线和地址。",
        ],
      };
    case "line-down":
      return {
        title: `线路“${source.name}”中断`,
        lines: [
          `其 ${details.meters} 台表计均无应答。最后应答：${at(details.lastGoodAt)}。`,
          ...(details.lastError === null ? [] : [`最近一次尝试：${details.lastError}`]),
          "请检查网关的供电、网络以及第一段电缆。",
        ],
      };
    case "collector-gone":
      return {
        title: "表计已停止读取",
        lines: [
          `最近一次尝试：${at(details.lastAttemptAt)}。`,
          "采集程序已停止或无法连接数据库：请检查服务及其日志。",
        ],
      };
    case "backup-failed":
    case "backup-old":
    case "continuous-backup-failed":
      return backupInChinese(details, at);
    case "disk-low":
    case "mail-failing":
    case "webhook-failing":
      return machineWords.zh({ name: source.name, details, at });
    case "zone-loss":
      return {
        title: `“${source.name}”的供入量大于计量值`,
        lines: [
          `${at(details.from)} 至 ${at(details.to)}：供入 ${details.supplied} ${details.unit}，计量 ${details.used} ${details.unit}。`,
          `缺少：${details.loss} ${details.unit}（${details.lossPercent} %）;允许值为 ${details.allowed} ${details.unit}。`,
          "疑似：未经计量的用量、表计被旁路或故障、倍率错误。",
        ],
      };
    case "zone-loss-risen":
      return risenLossWords.zh({ name: source.name, details, at });
    case "zone-surplus":
      return {
        title: `“${source.name}”的计量值大于供入量`,
        lines: [
          `${at(details.from)} 至 ${at(details.to)}：供入 ${details.supplied} ${details.unit}，计量 ${details.used} ${details.unit}。`,
          "请检查倍率、分区的计量点清单和总表。",
        ],
      };
    case "water-never-still":
    case "use-unusual":
      return consumptionWords.zh({ name: source.name, details, at });
    case "use-over-limit":
    case "budget-exceeded":
    case "demand-near-limit":
    case "power-factor-low":
    case "phase-missing":
    case "voltage-out":
    case "temperature-difference-low":
      return limitWords.zh({ name: source.name, details, at });
  }
}

/** `2026-11-24 10:15`, local time. */
function localText(instant: Temporal.Instant, timeZone: string): string {
  const local = instant.toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toString({ smallestUnit: "minute" }).replace("T", " ");
}
