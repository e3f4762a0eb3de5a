import { type AlarmMessage, alarmMessage, type AlarmSubject } from "./alarm-message.ts";
import { ALARM_RULES, type AlarmKind } from "./alarm-rule.ts";

/** So many are listed by name; the screen has them all. */
const TITLES_AT_MOST = 50;

const KINDS = {
  en: {
    communication: "communication",
    evasion: "evasion",
    consumption: "consumption",
    system: "system",
  },
  zh: { communication: "通信", evasion: "窃能", consumption: "用量", system: "系统" },
} as const satisfies Record<string, Record<AlarmKind, string>>;

/** Many alarms as one mail: how many of each kind, then their titles, oldest first. */
export function alarmDigest(alarms: readonly AlarmSubject[], language: "en" | "zh"): AlarmMessage {
  const counts = Map.groupBy(alarms, ({ details }) => ALARM_RULES[details.rule].kind);
  const titles = alarms.slice(0, TITLES_AT_MOST).map((alarm) => {
    const [place = "", , title = ""] = alarmMessage(alarm, language).body.split("\n");
    return `- ${title} (${place})`;
  });
  const more = alarms.length - titles.length;
  const ofKind = Array.from(counts, ([kind, list]) => `${KINDS[language][kind]}: ${list.length}`);
  return {
    subject: `SmartPM: ${language === "en" ? `${alarms.length} alarms` : `${alarms.length} 个报警`}`,
    body: [
      ofKind.join(", "),
      "",
      ...titles,
      ...(more > 0 ? [language === "en" ? `and ${more} more` : `以及另外 ${more} 个`] : []),
      "",
    ].join("\n"),
  };
}
