import type { InstallationRecord } from "./installation-record.ts";
import type { Account } from "./run-program.ts";

/** How the service stands. */
export type ServiceState =
  | { readonly kind: "running"; readonly restarts: number }
  | { readonly kind: "stopped" }
  /** It ended by itself, and is or will be started again. */
  | { readonly kind: "failing"; readonly restarts: number };

/** What a keeper has to know of the service. */
export interface KeptService extends Pick<InstallationRecord, "places"> {
  readonly account: Account;
  /** The TCP port of its web: one below 1024 takes a capability. */
  readonly port: number;
}

/**
 * What starts the service at boot, and again when it fails: systemd, or a process of ours on
 * machines without it.
 */
export interface Keeper {
  /** Lets it start at boot. Does not start it now. Returns what is left for a person to do. */
  setUp(): Promise<readonly string[]>;
  /** Undoes setUp, of a service that is stopped. */
  takeDown(): Promise<void>;
  start(): Promise<void>;
  /** Resolves when it has ended in order. */
  stop(): Promise<void>;
  state(): Promise<ServiceState>;
  /** The last lines of its log. */
  lastWords(): Promise<string>;
  /** What a person types to see the log. */
  readonly logHint: string;
}
