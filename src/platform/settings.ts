import type { LogLevel } from "./log.ts";

/** What one process does; by default one process does all. */
export type ProcessRole = "collector" | "worker" | "web";

const PROCESS_ROLES: readonly ProcessRole[] = ["collector", "worker", "web"];
const LOG_LEVELS: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "silent"];

/** Whether the web speaks HTTPS. */
export type HttpsMode = "auto" | "on" | "off";
const HTTPS_MODES: readonly HttpsMode[] = ["auto", "on", "off"];

/** Whether who works here signs in with a code of an authenticator app besides the password. */
export type SecondFactorRule = "offered" | "required";
const SECOND_FACTORS: readonly SecondFactorRule[] = ["offered", "required"];

/** Says in `complaint` what would have been right. */
export type Parsed<T> = { readonly value: T } | { readonly complaint: string };

/** One setting: its names, its meaning, and what may stand there. */
export interface Setting<T> {
  /** One line for `./smartpm config` and the documentation. */
  readonly meaning: string;
  /** The environment variable. */
  readonly env: string;
  /** The option of the command line, where there is one: none for what `ps` must not show. */
  readonly flag?: string;
  readonly secret?: boolean;
  /** Text of the environment or the command line, or a JSON value of the file. */
  readonly parse: (given: unknown) => Parsed<T>;
}

/** Every setting there is; the key is its name in `smartpm.json`, a dot meaning an object within. */
export const SETTINGS = {
  dataFolder: setting(text, {
    meaning: "Where the database, the keys and the buffer lie.",
    env: "SMARTPM_DATA",
    flag: "data",
  }),
  databaseUrl: setting(databaseUrl, {
    meaning: "A PostgreSQL server, 15 or later, instead of the embedded one.",
    env: "DATABASE_URL",
    secret: true,
  }),
  host: setting(text, {
    meaning: "The address that the web listens on; 0.0.0.0 means every one of this machine.",
    env: "SMARTPM_HOST",
    flag: "host",
  }),
  port: setting(wholeNumber(0, 65_535), {
    meaning: "The TCP port that the web listens on; 0 means any free one.",
    env: "SMARTPM_PORT",
    flag: "port",
  }),
  "https.mode": setting(oneOf(HTTPS_MODES), {
    meaning:
      "auto: HTTPS where the web listens beyond this machine or has a certificate; on; off, behind a proxy.",
    env: "SMARTPM_HTTPS",
    flag: "https",
  }),
  "https.certificate": setting(text, {
    meaning: "A PEM file with the certificate and its chain; one is made if there is none.",
    env: "SMARTPM_HTTPS_CERTIFICATE",
  }),
  "https.key": setting(text, {
    meaning: "The PEM file with its private key.",
    env: "SMARTPM_HTTPS_KEY",
  }),
  secondFactor: setting(oneOf(SECOND_FACTORS), {
    meaning: "offered, or required of everybody who works here; tenants may always choose.",
    env: "SMARTPM_SECOND_FACTOR",
  }),
  logLevel: setting(oneOf(LOG_LEVELS), {
    meaning: `How much is logged: ${LOG_LEVELS.join(", ")}.`,
    env: "SMARTPM_LOG_LEVEL",
    flag: "log-level",
  }),
  roles: setting(someOf(PROCESS_ROLES), {
    meaning: `What this process does, separated by commas: ${PROCESS_ROLES.join(", ")}.`,
    env: "SMARTPM_ROLES",
    flag: "roles",
  }),
  publicUrl: setting(webUrl, {
    meaning: "How browsers reach the web, for links in mails: https://meters.example.com.",
    env: "SMARTPM_PUBLIC_URL",
    flag: "public-url",
  }),
  "broker.port": setting(wholeNumber(0, 65_535), {
    meaning:
      "The TCP port of an MQTT broker of our own, for gateways that have none; usually 1883.",
    env: "SMARTPM_BROKER_PORT",
  }),
  "broker.host": setting(text, {
    meaning: "The address that the broker listens on; any but this machine's own needs an account.",
    env: "SMARTPM_BROKER_HOST",
  }),
  "broker.user": setting(text, {
    meaning: "The account by which gateways connect to it.",
    env: "SMARTPM_BROKER_USER",
  }),
  "broker.password": setting(text, {
    meaning: "The account's password.",
    env: "SMARTPM_BROKER_PASSWORD",
    secret: true,
  }),
  "backup.folder": setting(text, {
    meaning: "Where backups are kept, best on another disk; backups in the data folder if not set.",
    env: "SMARTPM_BACKUP_FOLDER",
  }),
  "backup.time": setting(timeOfDayOrOff, {
    meaning: "When the nightly backup begins, local time of the first site; off for none.",
    env: "SMARTPM_BACKUP_TIME",
  }),
  "backup.keepDays": setting(wholeNumber(1, 3650), {
    meaning: "For so many days every backup is kept; the newest good one always is.",
    env: "SMARTPM_BACKUP_KEEP_DAYS",
  }),
  "backup.keepMonths": setting(wholeNumber(0, 1200), {
    meaning: "For so many months the first backup of each month is kept.",
    env: "SMARTPM_BACKUP_KEEP_MONTHS",
  }),
  "backup.copyCommand": setting(text, {
    meaning: 'A shell command that copies "$BACKUP_FILE" to another place, done after each backup.',
    env: "SMARTPM_BACKUP_COPY_COMMAND",
  }),
  "backup.continuous": setting(yesOrNo, {
    meaning:
      "Whether every change is backed up within half a minute, for any moment to be restored; yes where backup.folder is set.",
    env: "SMARTPM_BACKUP_CONTINUOUS",
  }),
  "archive.keepYears": setting(wholeNumber(1, 100), {
    meaning:
      "Readings older than so many whole years before this one move to Parquet files; without it none do.",
    env: "SMARTPM_ARCHIVE_KEEP_YEARS",
  }),
  "metrics.token": setting(text, {
    meaning:
      "Whoever sends it may read /metrics from another machine; without it only this one may.",
    env: "SMARTPM_METRICS_TOKEN",
    secret: true,
  }),
  "mail.host": setting(text, {
    meaning: "The SMTP server that takes our mails; without it they wait.",
    env: "SMARTPM_MAIL_HOST",
  }),
  "mail.port": setting(wholeNumber(1, 65_535), {
    meaning: "Its port.",
    env: "SMARTPM_MAIL_PORT",
  }),
  "webhook.allowPrivate": setting(yesOrNo, {
    meaning: "Whether webhooks may lead to this machine and into its own networks.",
    env: "SMARTPM_WEBHOOK_ALLOW_PRIVATE",
  }),
  "mail.secure": setting(yesOrNo, {
    meaning: "Whether TLS starts with the connection; otherwise with STARTTLS where offered.",
    env: "SMARTPM_MAIL_SECURE",
  }),
  "mail.user": setting(text, {
    meaning: "The account there, where it asks for one.",
    env: "SMARTPM_MAIL_USER",
  }),
  "mail.password": setting(text, {
    meaning: "The account's password.",
    env: "SMARTPM_MAIL_PASSWORD",
    secret: true,
  }),
  "mail.from": setting(text, {
    meaning: 'The sender: "Harbour Estate <billing@example.com>".',
    env: "SMARTPM_MAIL_FROM",
  }),
} as const;

export type SettingKey = keyof typeof SETTINGS;

function setting<T>(parse: Setting<T>["parse"], names: Omit<Setting<T>, "parse">): Setting<T> {
  return { ...names, parse };
}

function text(given: unknown): Parsed<string> {
  if (typeof given === "string" && given.trim() !== "") return { value: given.trim() };
  return { complaint: "is not a text" };
}

function wholeNumber(from: number, to: number): Setting<number>["parse"] {
  return (given) => {
    const value = typeof given === "string" && /^\d+$/.test(given) ? Number(given) : given;
    if (typeof value === "number" && Number.isInteger(value) && value >= from && value <= to) {
      return { value };
    }
    return { complaint: `is not a whole number from ${from} to ${to}` };
  };
}

function yesOrNo(given: unknown): Parsed<boolean> {
  if (given === true || given === "true") return { value: true };
  if (given === false || given === "false") return { value: false };
  return { complaint: "is neither true nor false" };
}

/** `02:30`, or `off`. */
function timeOfDayOrOff(given: unknown): Parsed<string> {
  if (given === "off") return { value: given };
  if (typeof given === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(given)) return { value: given };
  return { complaint: "is neither a time like 02:30 nor off" };
}

function oneOf<T extends string>(words: readonly T[]): Setting<T>["parse"] {
  return (given) => {
    const value = words.find((word) => word === given);
    return value === undefined ? { complaint: `is none of ${words.join(", ")}` } : { value };
  };
}

/** A list in the file, words with commas elsewhere; in the order of `words`, each once. */
function someOf<T extends string>(words: readonly T[]): Setting<readonly T[]>["parse"] {
  return (given) => {
    const list: unknown[] = typeof given === "string" ? given.split(",") : [given].flat();
    const parts = list.map((part) => (typeof part === "string" ? part.trim() : part));
    const value = words.filter((word) => parts.includes(word));
    const known = parts.every((part) => words.some((word) => word === part));
    return known && value.length > 0
      ? { value }
      : { complaint: `is not made of ${words.join(", ")}` };
  };
}

function databaseUrl(given: unknown): Parsed<string> {
  if (typeof given === "string" && /^postgres(ql)?:\/\/./.test(given)) return { value: given };
  return { complaint: "is not like postgres://user:password@host:5432/database" };
}

function webUrl(given: unknown): Parsed<string> {
  if (typeof given === "string" && /^https?:\/\/./.test(given) && URL.canParse(given)) {
    return { value: given.replace(/\/+$/, "") };
  }
  return { complaint: "is not like https://meters.example.com" };
}
