import type { AlarmDetails } from "./alarm.ts";

interface MachineAlarm {
  /** What raised it: of a webhook its name. */
  readonly name: string;
  readonly details: Extract<
    AlarmDetails,
    { readonly rule: "disk-low" | "mail-failing" | "webhook-failing" }
  >;
  /** An instant as local text. */
  readonly at: (instant: Temporal.Instant) => string;
}

interface MachineWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a mail says of the machine, its mail server and the receivers of webhooks. */
export const machineWords = { en: inEnglish, zh: inChinese, de: inGerman } as const;

function inEnglish({ details, name, at }: MachineAlarm): MachineWords {
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
    case "webhook-failing":
      return {
        title: `The receiver of the webhook "${name}" takes nothing`,
        lines: [
          `Requests that it has not taken: ${details.requests}, the oldest since ${at(details.since)}.`,
          ...(details.lastError === null ? [] : [`Last attempt: ${details.lastError}`]),
          "Look at the receiver and at its address on the page Alarms, and send a test. What waits is sent afterwards.",
        ],
      };
  }
}

function inChinese({ details, name, at }: MachineAlarm): MachineWords {
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
    case "webhook-failing":
      return {
        title: `Webhook“${name}”的接收方未接收任何请求`,
        lines: [
          `未被接收的请求：${details.requests} 个，最早自 ${at(details.since)} 起。`,
          ...(details.lastError === null ? [] : [`最近一次尝试：${details.lastError}`]),
          "请检查接收方以及“报警”页面上的地址，并发送测试请求；等待中的请求随后会自动发出。",
        ],
      };
  }
}

function inGerman({ details, name, at }: MachineAlarm): MachineWords {
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
    case "webhook-failing":
      return {
        title: `Der Empfänger des Webhooks „${name}“ nimmt nichts an`,
        lines: [
          `Anfragen, die er nicht angenommen hat: ${details.requests}, die älteste seit ${at(details.since)}.`,
          ...(details.lastError === null ? [] : [`Letzter Versuch: ${details.lastError}`]),
          "Prüfen Sie den Empfänger und seine Adresse auf der Seite Alarme und senden Sie eine Probe. Was wartet, geht danach hinaus.",
        ],
      };
  }
}
