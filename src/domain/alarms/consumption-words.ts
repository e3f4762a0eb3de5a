import type { AlarmDetails } from "./alarm.ts";

interface ConsumptionAlarm {
  /** Of the service point. */
  readonly name: string;
  readonly details: Extract<AlarmDetails, { rule: "water-never-still" | "use-unusual" }>;
  /** An instant as local text. */
  readonly at: (instant: Temporal.Instant) => string;
}

interface AlarmWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a mail says of an alarm about what is used. */
export const consumptionWords = { en: inEnglish, zh: inChinese } as const;

function inEnglish({ name, details, at }: ConsumptionAlarm): AlarmWords {
  switch (details.rule) {
    case "water-never-still":
      return {
        title: `Water never rests at "${name}"`,
        lines: [
          `Since ${at(details.from)}, in ${details.nights} nights in a row: at least ${details.leastLitresPerHour} litres in every hour.`,
          "Suspected: a leak behind the meter, a running cistern, a valve left open.",
        ],
      };
    case "use-unusual":
      return {
        title: `"${name}" uses far more than usual`,
        lines: [
          `${at(details.from)} to ${at(details.to)}: ${details.used} ${details.unit}; ${details.usual} ${details.unit} would be usual.`,
          "Ask what has changed; look for a fault, or for somebody else who is supplied from there.",
        ],
      };
  }
}

function inChinese({ name, details, at }: ConsumptionAlarm): AlarmWords {
  switch (details.rule) {
    case "water-never-still":
      return {
        title: `“${name}”的用水从未停止`,
        lines: [
          `自 ${at(details.from)} 起连续 ${details.nights} 个夜间，每小时至少 ${details.leastLitresPerHour} 升。`,
          "疑似：表后漏水、水箱持续进水、阀门未关。",
        ],
      };
    case "use-unusual":
      return {
        title: `“${name}”的用量远高于平常`,
        lines: [
          `${at(details.from)} 至 ${at(details.to)}：${details.used} ${details.unit}；平常为 ${details.usual} ${details.unit}。`,
          "请询问有何变化；检查是否有故障，或是否有他人从此处取用。",
        ],
      };
  }
}
