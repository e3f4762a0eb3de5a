import type { AlarmDetails } from "./alarm.ts";

interface MachineAlarm {
  readonly details: Extract<AlarmDetails, { readonly rule: "disk-low" | "mail-failing" }>;
  /** An instant as local text. */
  readonly at: (instant: Temporal.Instant) => string;
}

interface MachineWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a mail says of the machine and its mail server. */
export const machineWords = { en: inEnglish, zh: inChinese, de: inGerman } as const;

function inEnglish({ details, at }: MachineAlarm): MachineWords {
  switch (details.rule) {
    case "disk-low":
      return {
        title: "The disk is almost full",
        lines: [
          `${details.folder}: ${details.freeGigabytes} GB of ${details.totalGigabytes} GB free.`,
          "Make room or enlarge the disk: on a full one no reading is stored and no bill is made.",
        ],
      };
    case "mail-failing":
      return {
        title: "Mails are not going out",
        lines: [
          `Mails that wait: ${details.mails}, the oldest since ${at(details.since)}.`,
          ...(details.lastError === null ? [] : [`Last attempt: ${details.lastError}`]),
          "Look at the mail server in the settings, and send a test mail. What waits is sent afterwards.",
        ],
      };
  }
}

function inChinese({ details, at }: MachineAlarm): MachineWords {
  switch (details.rule) {
    case "disk-low":
      return {
        title: "磁盘即将写满",
        lines: [
          `${details.folder}：剩余 ${details.freeGigabytes} GB，共 ${details.totalGigabytes} GB。`,
          "请清理空间或扩大磁盘：磁盘写满后无法保存读数，也无法生成账单。",
        ],
      };
    case "mail-failing":
      return {
        title: "邮件无法发出",
        lines: [
          `等待中的邮件：${details.mails} 封，最早自 ${at(details.since)} 起。`,
          ...(details.lastError === null ? [] : [`最近一次尝试：${details.lastError}`]),
          "请检查设置中的邮件服务器并发送测试邮件；等待中的邮件随后会自动发出。",
        ],
      };
  }
}

function inGerman({ details, at }: MachineAlarm): MachineWords {
  switch (details.rule) {
    case "disk-low":
      return {
        title: "Die Festplatte ist fast voll",
        lines: [
          `${details.folder}: ${details.freeGigabytes} GB von ${details.totalGigabytes} GB frei.`,
          "Schaffen Sie Platz oder vergrößern Sie sie: Auf einer vollen wird kein Stand gespeichert und keine Rechnung erstellt.",
        ],
      };
    case "mail-failing":
      return {
        title: "E-Mails gehen nicht hinaus",
        lines: [
          `Wartende E-Mails: ${details.mails}, die älteste seit ${at(details.since)}.`,
          ...(details.lastError === null ? [] : [`Letzter Versuch: ${details.lastError}`]),
          "Prüfen Sie den Mailserver in den Einstellungen und senden Sie eine Probe. Was wartet, geht danach hinaus.",
        ],
      };
  }
}
