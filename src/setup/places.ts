import { join, resolve } from "node:path";
import { Refusal } from "#platform/refusal.ts";

/** For everybody on the machine, which only root may do, or for the account that asks. */
export type InstallationScope = "machine" | "account";

/** Where an installation puts what. Absolute paths. */
export interface Places {
  readonly scope: InstallationScope;
  /** The releases, and which of them runs. */
  readonly program: string;
  readonly data: string;
  /** `smartpm` on the PATH. */
  readonly command: string;
  /** Of systemd. */
  readonly unit: string;
  /** Read at boot by cron, on machines without systemd; null for an account's own installation. */
  readonly bootEntry: string | null;
}

/** What a person may choose differently. */
export interface WishedPlaces {
  readonly program?: string | undefined;
  readonly data?: string | undefined;
  readonly command?: string | undefined;
}

const UNIT = "smartpm.service";

/** The places of a scope, with what was wished otherwise. */
export function placesOf(
  scope: InstallationScope,
  wished: WishedPlaces,
  env: NodeJS.ProcessEnv,
): Places {
  const usual = scope === "machine" ? MACHINE_PLACES : accountPlaces(env);
  return {
    ...usual,
    program: resolve(wished.program ?? usual.program),
    data: resolve(wished.data ?? usual.data),
    command: resolve(wished.command ?? usual.command),
  };
}

const MACHINE_PLACES: Places = {
  scope: "machine",
  program: "/opt/smartpm",
  data: "/var/lib/smartpm",
  command: "/usr/local/bin/smartpm",
  unit: `/etc/systemd/system/${UNIT}`,
  bootEntry: "/etc/cron.d/smartpm",
};

function accountPlaces(env: NodeJS.ProcessEnv): Places {
  const home = env["HOME"];
  if (!home) throw new Refusal("this account has no home: set HOME, or install as root");
  return {
    scope: "account",
    program: join(home, ".local/lib/smartpm"),
    data: join(env["XDG_DATA_HOME"] || join(home, ".local/share"), "smartpm"),
    command: join(home, ".local/bin/smartpm"),
    unit: join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "systemd/user", UNIT),
    bootEntry: null,
  };
}
