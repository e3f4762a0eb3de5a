import { type AlarmLanguage, type AlarmMessage, alarmMessage } from "./alarm-message.ts";
import type { AlarmSubject } from "./alarm-words.ts";
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
  de: {
    communication: "Kommunikation",
    evasion: "Schwund",
    consumption: "Verbrauch",
    system: "System",
  },
} as const satisfies Record<AlarmLanguage, Record<AlarmKind, string>>;

const COUNTS: Readonly<Record<AlarmLanguage, (alarms: number) => string>> = {
  en: (alarms) => `${alarms} alarms`,
  zh: (alarms) => `${alarms} 个报警`,
  de: (alarms) => `${alarms} Alarme`,
};

const MORE: Readonly<Record<AlarmLanguage, (alarms: number) => string>> = {
  en: (alarms) => `and ${alarms} more`,
  zh: (alarms) => `以及另外 ${alarms} 个`,
  de: (alarms) => `und ${alarms} weitere`,
};

/** Many alarms as one mail: how many of each kind, then their titles, oldest first. */
export function alarmDigest(
  alarms: readonly AlarmSubject[],
  language: AlarmLanguage,
): AlarmMessage {
  const counts = Map.groupBy(alarms, ({ details }) => ALARM_RULES[details.rule].kind);
  const titles = alarms.slice(0, TITLES_AT_MOST).map((alarm) => {
    const [place = "", , title = ""] = alarmMessage(alarm, language).body.split("\n");
    return `- ${title} (${place})`;
  });
  const more = alarms.length - titles.length;
  const ofKind = Array.from(counts, ([kind, list]) => `${KINDS[language][kind]}: ${list.length}`);
  return {
    subject: `SmartPM: ${COUNTS[language](alarms.length)}`,
    body: [ofKind.join(", "), "", ...titles, ...(more > 0 ? [MORE[language](more)] : []), ""].join(
      "\n",
    ),
  };
}
