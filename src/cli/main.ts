import { didYouMean } from "#platform/nearest-name.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import { COMMANDS } from "./commands.ts";
import { helpText } from "./help.ts";

const NODE_MAJOR = 26;

process.exitCode = await main(process.argv.slice(2));

/** Runs the command that the first word names; the exit code. */
async function main([name = "help", ...args]: readonly string[]): Promise<number> {
  try {
    requireNode();
    if (["help", "--help", "-h"].includes(name)) return await help(args[0]);
    if (args.includes("--help") || args.includes("-h")) return await help(name);
    const command = await entryOf(name).load();
    return await command.run(args);
  } catch (error) {
    process.stderr.write(`${complaint(error)}\n`);
    return 1;
  }
}

async function help(name: string | undefined): Promise<number> {
  const text = name === undefined ? helpText(COMMANDS) : (await entryOf(name).load()).usage;
  process.stdout.write(`${text.trim()}\n`);
  return 0;
}

function entryOf(name: string) {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry) return entry;
  const hint = didYouMean(name, Object.keys(COMMANDS)) || "; ./smartpm help lists them";
  throw new Refusal(`there is no command "${name}"${hint}`);
}

/** A refusal is for the person; anything else is a fault of ours, and needs its stack. */
function complaint(error: unknown): string {
  if (error instanceof Refusal) return `smartpm: ${error.message}`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : errorText(error);
  return `smartpm: unexpected error, please report it:\n${stack}`;
}

function requireNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major === NODE_MAJOR) return;
  throw new Refusal(
    `this is Node ${process.versions.node} and SmartPM needs ${NODE_MAJOR}: start it with ./smartpm, which brings its own`,
  );
}
