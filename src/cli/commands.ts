import type { Command } from "./command.ts";

interface CommandEntry {
  /** One line for `./smartpm help`. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order in which `./smartpm help` lists them. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: "Run the service: read the meters, bill, serve the web.",
    load: async () => (await import("./start.ts")).startCommand,
  },
  import: {
    summary: "Load a file of readings into a channel.",
    load: async () => (await import("./import-readings.ts")).importCommand,
  },
  config: {
    summary: "Print every setting, its value and where the value came from.",
    load: async () => (await import("./config.ts")).configCommand,
  },
  test: {
    summary: "Check the code and run the tests.",
    load: async () => (await import("./test.ts")).testCommand,
  },
  bench: {
    summary: "Measure how fast it is.",
    load: async () => (await import("./bench.ts")).benchCommand,
  },
};
