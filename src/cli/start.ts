import { systemClock } from "#platform/clock.ts";
import { configurationOf, readSettings } from "#platform/configuration.ts";
import { createLog } from "#platform/log.ts";
import { announce, withdrawAnnouncement } from "#service/announcement.ts";
import { openInstallation } from "#service/open-installation.ts";
import { runService } from "#service/run-service.ts";
import type { Command } from "./command.ts";
import { SETTINGS_USAGE, settingsSources } from "./settings-options.ts";
import { untilStopped } from "./until-stopped.ts";

export const startCommand: Command = {
  usage: `./smartpm start [options]

Runs the service: reads the meters, makes and mails the bills, serves the web.
Everything it keeps lies in the data folder. Ctrl+C stops it.

${SETTINGS_USAGE}

The same can be set by environment variables or in smartpm.json in the data folder:
./smartpm config shows all settings.`,
  async run(args) {
    const configuration = configurationOf(readSettings(settingsSources(args)));
    const log = createLog(configuration.logLevel);
    const clock = systemClock;
    const stopped = untilStopped();
    const installation = await openInstallation(configuration);
    try {
      await withdrawAnnouncement(installation.dataFolder);
      const service = await runService({ installation, configuration, clock, log });
      await announce(installation.dataFolder, service.address);
      if (service.address) process.stdout.write(`SmartPM is ready: ${service.address}\n`);
      const reason = await Promise.race([stopped, installation.failed]);
      log.info({ reason }, "stopping");
      await withdrawAnnouncement(installation.dataFolder);
      await service.stop();
      return reason.startsWith("SIG") ? 0 : 1;
    } finally {
      await installation.close();
    }
  },
};
