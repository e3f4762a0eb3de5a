import { demoFolder } from "#demo/prepare-demo.ts";
import { progressOn } from "#demo/progress.ts";
import { runDemo, type RunningDemo } from "#demo/run-demo.ts";
import { systemClock } from "#platform/clock.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { createLog } from "#platform/log.ts";
import type { Command } from "./command.ts";
import { SETTINGS_USAGE, settingsSources } from "./settings-options.ts";
import { untilStopped } from "./until-stopped.ts";

export const demoCommand: Command = {
  usage: `./smartpm demo [options]

Runs SmartPM on a simulated house with 24 tenants: a year of bills, meters on real connections,
a thief, and a meter without a plug. Nothing leaves this machine. Ctrl+C stops it; the next start
goes on where it was.

${SETTINGS_USAGE}`,
  async run(args) {
    const settings = readSettings(settingsSources(args));
    const folder = settings.find(({ key }) => key === "dataFolder");
    const configuration = {
      ...configurationOf(settings),
      // Never a real installation's database, whatever the environment names.
      databaseUrl: undefined,
      dataFolder: demoFolder(String(folder?.value), folder?.origin !== "default"),
    };
    // The demo's own lines are the point; the log speaks up when something is wrong.
    const isQuiet = settings.find(({ key }) => key === "logLevel")?.origin === "default";
    const log = createLog(isQuiet ? "error" : configuration.logLevel);
    const stopped = untilStopped();
    process.stdout.write(`SmartPM demo, data in ${configuration.dataFolder}\n`);
    const progress = progressOn(process.stdout);
    const demo = await runDemo({ configuration, clock: systemClock, log, progress });
    process.stdout.write(welcome(demo));
    const reason = await Promise.race([stopped, demo.failed]);
    process.stdout.write("\nStopping ...\n");
    await demo.stop();
    return reason.startsWith("SIG") ? 0 : 1;
  },
};

function welcome({ address, controlAddress, signIns }: RunningDemo): string {
  const [administrator, tenant] = signIns;
  return `
SmartPM is ready.

  Open       ${address}
  Sign in    ${administrator?.email}    password ${administrator?.password}
  A tenant   ${tenant?.email}    same password

  Pull plugs, cut lines, steal energy:  ${controlAddress}

Ctrl+C stops it.
`;
}
