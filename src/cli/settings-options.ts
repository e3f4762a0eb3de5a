import { type ConfigurationSources } from "#platform/configuration.ts";
import { SETTINGS } from "#platform/settings.ts";
import { parseCommandLine } from "./parse-command-line.ts";

/** The options that set something, for every command that runs the service. */
const OPTIONS = Object.fromEntries(
  Object.values(SETTINGS).flatMap((setting) =>
    "flag" in setting ? [[setting.flag, { type: "string" as const }]] : [],
  ),
);

/** One line per option for a command's usage. */
export const SETTINGS_USAGE = Object.values(SETTINGS)
  .flatMap((setting) =>
    "flag" in setting ? `  --${setting.flag.padEnd(12)} ${setting.meaning}` : [],
  )
  .join("\n");

/** The command line as a source of settings; refuses anything else on it. */
export function settingsSources(args: readonly string[]): ConfigurationSources {
  const { values } = parseCommandLine({ args, options: OPTIONS, words: [] });
  return { flags: values as Record<string, string | undefined>, env: process.env };
}
