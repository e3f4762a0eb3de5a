import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultDataFolder } from "./data-folder.ts";
import type { LogLevel } from "./log.ts";
import { didYouMean } from "./nearest-name.ts";
import { errorCode, Refusal } from "./refusal.ts";
import {
  type HttpsMode,
  type ProcessRole,
  type SecondFactorRule,
  type Setting,
  type SettingKey,
  SETTINGS,
} from "./settings.ts";

/** Everything that can be configured, checked. */
export interface Configuration {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly https: HttpsConfiguration;
  readonly secondFactor: SecondFactorRule;
  readonly logLevel: LogLevel;
  readonly roles: readonly ProcessRole[];
  readonly publicUrl: string | undefined;
  /** Undefined: gateways publish to a broker elsewhere. */
  readonly broker: BrokerConfiguration | undefined;
  readonly backup: BackupConfiguration;
  /** So many whole years before this one keep their readings in the database; undefined: all do. */
  readonly archiveKeepYears: number | undefined;
  /** Undefined: mails wait in the outbox. */
  readonly mail: MailConfiguration | undefined;
  /** Whether webhooks may lead to this machine and into its own networks. */
  readonly webhookAllowPrivate: boolean;
  /** Whoever has it may read the metrics from another machine; undefined: nobody. */
  readonly metricsToken: string | undefined;
}

export interface HttpsConfiguration {
  readonly mode: HttpsMode;
  /** Paths of PEM files; both or none. */
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

export interface BrokerConfiguration {
  readonly host: string;
  readonly port: number;
  readonly account: { readonly user: string; readonly password: string } | undefined;
}

export interface BackupConfiguration {
  readonly folder: string;
  /** `02:30`, local time of the first site; undefined: none are made by themselves. */
  readonly time: string | undefined;
  readonly keepDays: number;
  readonly keepMonths: number;
  /** Undefined: backups stay where they are. */
  readonly copyCommand: string | undefined;
  /** Whether the embedded database's log is backed up as it is written. */
  readonly continuous: boolean;
}

export interface MailConfiguration {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
}

/** Where a value came from: `default`, `SMARTPM_PORT`, `--port`, or the file's path. */
export interface SettingInForce {
  readonly key: SettingKey;
  readonly value: unknown;
  readonly origin: string;
}

/** What the configuration is read from. */
export interface ConfigurationSources {
  /** Values of options of the command line, by their names without dashes. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly env: NodeJS.ProcessEnv;
}

/** The file in the data folder that may hold settings. */
export const CONFIGURATION_FILE = "smartpm.json";

const OUR_PREFIX = "SMARTPM_";

function defaults(env: NodeJS.ProcessEnv): Readonly<Partial<Record<SettingKey, unknown>>> {
  return {
    dataFolder: defaultDataFolder(env),
    host: "127.0.0.1",
    port: 8180,
    "https.mode": "auto",
    secondFactor: "offered",
    logLevel: "info",
    roles: ["collector", "worker", "web"],
    "broker.host": "127.0.0.1",
    "backup.time": "02:30",
    "backup.keepDays": 14,
    "backup.keepMonths": 12,
    "webhook.allowPrivate": false,
    "mail.port": 587,
    "mail.secure": false,
    "mail.from": "SmartPM <smartpm@localhost>",
  };
}

/**
 * The settings in force, each with its origin: the command line goes before the environment, that
 * before the file, that before the defaults. A Refusal names what is unknown or wrong, and where.
 */
export function readSettings(sources: ConfigurationSources): readonly SettingInForce[] {
  refuseUnknownVariables(sources.env);
  const outside = new Map<SettingKey, SettingInForce>();
  for (const key of keys()) {
    const found = fromFlag(key, sources) ?? fromEnvironment(key, sources);
    if (found) outside.set(key, found);
  }
  const known = defaults(sources.env);
  const folder = String(outside.get("dataFolder")?.value ?? known.dataFolder);
  const file = readFile(join(folder, CONFIGURATION_FILE));
  return keys().map(
    (key) => outside.get(key) ?? file.get(key) ?? { key, value: known[key], origin: "default" },
  );
}

/** The settings as the program takes them. */
export function configurationOf(settings: readonly SettingInForce[]): Configuration {
  const value = <T>(key: SettingKey) => settings.find((one) => one.key === key)?.value as T;
  const host = value<string | undefined>("mail.host");
  return {
    dataFolder: value("dataFolder"),
    databaseUrl: value("databaseUrl"),
    host: value("host"),
    port: value("port"),
    https: httpsOf(settings),
    secondFactor: value("secondFactor"),
    logLevel: value("logLevel"),
    roles: value("roles"),
    publicUrl: value("publicUrl"),
    broker: brokerOf(settings),
    backup: backupOf(settings),
    archiveKeepYears: value("archive.keepYears"),
    webhookAllowPrivate: value("webhook.allowPrivate"),
    metricsToken: value("metrics.token"),
    mail:
      host === undefined
        ? undefined
        : {
            host,
            port: value("mail.port"),
            secure: value("mail.secure"),
            user: value("mail.user"),
            password: value("mail.password"),
            from: value("mail.from"),
          },
  };
}

function httpsOf(settings: readonly SettingInForce[]): HttpsConfiguration {
  const value = <T>(key: SettingKey) => settings.find((one) => one.key === key)?.value as T;
  const certificate = value<string | undefined>("https.certificate");
  const key = value<string | undefined>("https.key");
  if ((certificate === undefined) !== (key === undefined)) {
    const missing = key === undefined ? "https.key" : "https.certificate";
    throw new Refusal(`${missing} is missing: a certificate and its key are given together`);
  }
  return { mode: value("https.mode"), certificate, key };
}

function backupOf(settings: readonly SettingInForce[]): BackupConfiguration {
  const value = <T>(key: SettingKey) => settings.find((one) => one.key === key)?.value as T;
  const time = value<string>("backup.time");
  const folder = value<string | undefined>("backup.folder");
  return {
    folder: folder ?? join(value("dataFolder"), "backups"),
    // Beside the data it would be lost with them.
    continuous: value<boolean | undefined>("backup.continuous") ?? folder !== undefined,
    time: time === "off" ? undefined : time,
    keepDays: value("backup.keepDays"),
    keepMonths: value("backup.keepMonths"),
    copyCommand: value("backup.copyCommand"),
  };
}

function brokerOf(settings: readonly SettingInForce[]): BrokerConfiguration | undefined {
  const value = <T>(key: SettingKey) => settings.find((one) => one.key === key)?.value as T;
  const port = value<number | undefined>("broker.port");
  if (port === undefined) return undefined;
  const host = value<string>("broker.host");
  const user = value<string | undefined>("broker.user");
  const password = value<string | undefined>("broker.password");
  const account = user === undefined || password === undefined ? undefined : { user, password };
  if (!account && !["127.0.0.1", "::1", "localhost"].includes(host)) {
    throw new Refusal(
      `broker.host ${host}: anybody could send readings; set broker.user and broker.password too`,
    );
  }
  return { host, port, account };
}

function keys(): readonly SettingKey[] {
  return Object.keys(SETTINGS) as SettingKey[];
}

function parsed(key: SettingKey, given: unknown, origin: string): SettingInForce {
  const setting: Setting<unknown> = SETTINGS[key];
  const result = setting.parse(given);
  if ("value" in result) return { key, value: result.value, origin };
  const shown = setting.secret ? "its value" : JSON.stringify(given);
  throw new Refusal(`${origin}: ${shown} ${result.complaint}`);
}

function fromFlag(key: SettingKey, { flags }: ConfigurationSources): SettingInForce | undefined {
  const { flag }: Setting<unknown> = SETTINGS[key];
  const given = flag === undefined ? undefined : flags[flag];
  return given === undefined ? undefined : parsed(key, given, `--${flag}`);
}

function fromEnvironment(
  key: SettingKey,
  { env }: ConfigurationSources,
): SettingInForce | undefined {
  const name = SETTINGS[key].env;
  const given = env[name];
  return given === undefined || given === "" ? undefined : parsed(key, given, name);
}

function refuseUnknownVariables(env: NodeJS.ProcessEnv): void {
  const known = keys().map((key) => SETTINGS[key].env);
  const unknown = Object.keys(env).find(
    (name) => name.startsWith(OUR_PREFIX) && !known.includes(name),
  );
  if (unknown === undefined) return;
  throw new Refusal(
    `the environment variable ${unknown} means nothing${didYouMean(unknown, known)}`,
  );
}

function readFile(path: string): ReadonlyMap<SettingKey, SettingInForce> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    // Without permission the data folder itself is refused, with better advice.
    if (["ENOENT", "EACCES", "ENOTDIR"].includes(errorCode(error) ?? "")) return new Map();
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Refusal(`${path} is not JSON: correct it, or remove it to use the defaults`);
  }
  const settings = new Map<SettingKey, SettingInForce>();
  for (const [name, given] of members(json, path)) {
    const key = keys().find((one) => one === name);
    if (!key)
      throw new Refusal(`${path}: there is no setting "${name}"${didYouMean(name, keys())}`);
    if (key === "dataFolder") {
      throw new Refusal(`${path}: it lies in the data folder and cannot move it: use --data`);
    }
    settings.set(key, parsed(key, given, `${path}, ${key}`));
  }
  return settings;
}

/** `{"mail": {"host": "x"}}` is the setting `mail.host`. */
function members(json: unknown, path: string, prefix = ""): [name: string, given: unknown][] {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new Refusal(`${path}: ${prefix.slice(0, -1) || "it"} is not an object in braces`);
  }
  return Object.entries(json).flatMap(([name, given]) => {
    const full = `${prefix}${name}`;
    const isGroup = keys().some((key) => key.startsWith(`${full}.`));
    return isGroup ? members(given, path, `${full}.`) : [[full, given] as [string, unknown]];
  });
}
