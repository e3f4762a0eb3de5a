import type { Command } from "./command.ts";

interface CommandEntry {
  /** One line for `./smartpm help`. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order in which `./smartpm help` lists them. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  demo: {
    summary: "Run everything on a simulated house with 24 tenants.",
    load: async () => (await import("./demo.ts")).demoCommand,
  },
  start: {
    summary: "Run the service: read the meters, bill, serve the web.",
    load: async () => (await import("./start.ts")).startCommand,
  },
  install: {
    summary: "Install it as a service that starts by itself, for good.",
    load: async () => (await import("./install.ts")).installCommand,
  },
  upgrade: {
    summary: "Bring this version to the installation, or leave all as it was.",
    load: async () => (await import("./upgrade.ts")).upgradeCommand,
  },
  uninstall: {
    summary: "Take the installed program away; the data stay.",
    load: async () => (await import("./uninstall.ts")).uninstallCommand,
  },
  service: {
    summary: "Start, stop and look after the installed service.",
    load: async () => (await import("./installed-service.ts")).serviceCommand,
  },
  doctor: {
    summary: "Check everything, and say what to do about what is wrong.",
    load: async () => (await import("./doctor.ts")).doctorCommand,
  },
  migrate: {
    summary: "Bring the database to this version's schema.",
    load: async () => (await import("./migrate.ts")).migrateCommand,
  },
  rate: {
    summary: "Price a load file by a tariff, month by month.",
    load: async () => (await import("./rate.ts")).rateCommand,
  },
  bill: {
    summary: "Run, correct and verify bills; payments and accounts.",
    load: async () => (await import("./bill.ts")).billCommand,
  },
  tariff: {
    summary: "Check, explain, convert and compare tariff documents.",
    load: async () => (await import("./tariff.ts")).tariffCommand,
  },
  import: {
    summary: "Load a file of readings into a channel.",
    load: async () => (await import("./import-readings.ts")).importCommand,
  },
  verify: {
    summary: "Check that a bill's PDF is as its issuer signed it.",
    load: async () => (await import("./verify.ts")).verifyCommand,
  },
  backup: {
    summary: "Back everything up, encrypted, and prove that it can be restored.",
    load: async () => (await import("./backup.ts")).backupCommand,
  },
  restore: {
    summary: "Restore a backup onto an empty data folder or database.",
    load: async () => (await import("./restore.ts")).restoreCommand,
  },
  archive: {
    summary: "Move readings of years long over to Parquet files, and list those.",
    load: async () => (await import("./archive.ts")).archiveCommand,
  },
  secrets: {
    summary: "Replace the key that seals passwords and keys.",
    load: async () => (await import("./secrets.ts")).secretsCommand,
  },
  user: {
    summary: "List who may sign in, and let somebody in again.",
    load: async () => (await import("./user.ts")).userCommand,
  },
  audit: {
    summary: "List the audit log, and prove that nobody changed it.",
    load: async () => (await import("./audit.ts")).auditCommand,
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
