import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import { findInstallation } from "#setup/installation-record.ts";
import { keeperOf, requireOwner } from "#setup/kept-service.ts";
import { askReadiness, waitUntilReady } from "#setup/readiness.ts";
import type { Keeper } from "#setup/keeper.ts";
import type { InstallationRecord } from "#setup/installation-record.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { readyWithin, SETUP_OPTIONS } from "./setup-options.ts";

const TASKS = ["status", "start", "stop", "restart"] as const;

export const serviceCommand: Command = {
  usage: `Usage: smartpm service status | start | stop | restart [--program FOLDER]

Looks after the installed service, whatever keeps it running: systemd, or SmartPM's own process
where there is no systemd.

  status    whether it runs and works; the exit code is 1 when not
  start     starts it and waits until it works
  stop      stops it in order
  restart   both

  --program FOLDER   where it was installed, if not in the usual place
  --within SECONDS   so long it may take to come up (600)`,

  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: SETUP_OPTIONS,
      words: [TASKS.join(" or ")],
    });
    const task = taskOf(words[0] ?? "");
    const record = await findInstallation(values.program);
    requireOwner(record, `service ${task}`);
    const keeper = keeperOf(record);
    switch (task) {
      case "status":
        return status(record, keeper);
      case "stop":
        await keeper.stop();
        process.stdout.write("stopped\n");
        return 0;
      case "restart":
        await keeper.stop();
        break;
      case "start":
        break;
    }
    await keeper.start();
    const { data } = record.places;
    const { release } = record;
    const said = await waitUntilReady(keeper, {
      data,
      release,
      withinMs: readyWithin(values.within),
    });
    process.stdout.write(`SmartPM ${release} runs: ${said.address ?? "without the web"}\n`);
    return 0;
  },
};

function taskOf(word: string): (typeof TASKS)[number] {
  const task = TASKS.find((one) => one === word);
  if (task) return task;
  const hint = didYouMean(word, TASKS) || `; there are ${TASKS.join(", ")}`;
  throw new Refusal(`./smartpm service has no "${word}"${hint}`);
}

async function status({ places, release }: InstallationRecord, keeper: Keeper): Promise<number> {
  const state = await keeper.state();
  const readiness =
    state.kind === "stopped"
      ? { kind: "not-ready" as const, reason: "it is stopped" }
      : await askReadiness(places.data);
  const restarts = state.kind === "stopped" ? 0 : state.restarts;
  const works = readiness.kind === "ready" ? "and works" : `but ${readiness.reason}`;
  process.stdout.write(
    `${release} is ${state.kind}, restarted ${restarts} times, ${works}; its log: ${keeper.logHint}\n`,
  );
  return readiness.kind === "ready" ? 0 : 1;
}
