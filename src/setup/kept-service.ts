import { configurationOf, readSettings } from "#platform/configuration.ts";
import { Refusal } from "#platform/refusal.ts";
import type { InstallationRecord } from "./installation-record.ts";
import type { Keeper, KeptService } from "./keeper.ts";
import { processKeeper } from "./process-keeper.ts";
import { releaseFolder } from "./release.ts";
import { type Account, BARE_ENVIRONMENT, requireProgram } from "./run-program.ts";
import { findAccount } from "./service-account.ts";
import { systemdKeeper } from "./systemd-keeper.ts";

/** The settings of an installed service: those of its data folder, and of nobody's environment. */
export function serviceConfiguration(data: string) {
  const env = { ...BARE_ENVIRONMENT, SMARTPM_DATA: data };
  return configurationOf(readSettings({ flags: {}, env }));
}

/** The installed service as its keeper knows it. */
export function keptService(record: Pick<InstallationRecord, "places" | "account">): KeptService {
  const { places, account } = record;
  const { port } = serviceConfiguration(places.data);
  return { places, account: accountOf(account), port };
}

/** What keeps an installed service running. */
export function keeperOf(record: InstallationRecord): Keeper {
  const service = keptService(record);
  switch (record.keeper) {
    case "systemd":
      return systemdKeeper(service);
    case "process":
      return processKeeper(service);
  }
}

/** Lets only those look after an installation who may: root, or the account whose it is. */
export function requireOwner({ places, account }: InstallationRecord, task: string): void {
  if (process.getuid?.() === 0) return;
  if (places.scope === "machine") {
    throw new Refusal(`${task} needs root for ${places.program}: sudo ${places.command} ${task}`);
  }
  if (accountOf(account).uid !== process.getuid?.()) {
    throw new Refusal(`the installation in ${places.program} is ${account}'s: do it as ${account}`);
  }
}

/** Runs a command of an installed release as the service's account, on its data. */
export function runRelease(
  { places, account }: Pick<InstallationRecord, "places" | "account">,
  run: { readonly release: string; readonly args: readonly string[]; readonly complaint: string },
): Promise<string> {
  return requireProgram(
    {
      program: `${releaseFolder(places.program, run.release)}/smartpm`,
      args: run.args,
      env: { ...BARE_ENVIRONMENT, HOME: places.data, SMARTPM_DATA: places.data },
      account: accountOf(account),
    },
    run.complaint,
  );
}

function accountOf(name: string): Account {
  const account = findAccount(name);
  if (account) return account;
  throw new Refusal(`the account ${name} of the service is not there any more: make it again`);
}
