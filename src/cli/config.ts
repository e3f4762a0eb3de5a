import { readSettings, type SettingInForce } from "#platform/configuration.ts";
import { type Setting, SETTINGS } from "#platform/settings.ts";
import type { Command } from "./command.ts";
import { SETTINGS_USAGE, settingsSources } from "./settings-options.ts";

export const configCommand: Command = {
  usage: `./smartpm config [options]

Prints every setting, its value in force and where the value came from. Secrets are not shown.

${SETTINGS_USAGE}`,
  async run(args) {
    const settings = readSettings(settingsSources(args));
    process.stdout.write(`${table(settings)}\n`);
    return 0;
  },
};

function table(settings: readonly SettingInForce[]): string {
  const rows = settings.map(({ key, value, origin }) => [key, shown({ key, value }), origin]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .flatMap(([key = "", value = "", origin = ""]) => {
      const { meaning, env }: Setting<unknown> = SETTINGS[key as keyof typeof SETTINGS];
      const line = `${key.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  (${origin})`;
      return [line, `    ${meaning} ${env}`];
    })
    .join("\n");
}

function shown({ key, value }: Pick<SettingInForce, "key" | "value">): string {
  const { secret }: Setting<unknown> = SETTINGS[key];
  if (value === undefined) return "-";
  if (secret) return "(secret)";
  return Array.isArray(value) ? value.join(",") : String(value);
}
