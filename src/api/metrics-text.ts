import type { SystemFigures } from "./system-state.ts";

interface Metric {
  /** After `smartpm_`. */
  readonly name: string;
  readonly kind: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * The figures in the text format of Prometheus (version 0.0.4). Ages are told as seconds, so that
 * a rule can say "older than"; what has never happened has no sample.
 */
export function metricsText(figures: SystemFigures, now: Temporal.Instant): string {
  const metrics = [...workMetrics(figures, now), ...machineMetrics(figures, now)];
  return metrics.map(textOf).join("");
}

function workMetrics({ state, work }: SystemFigures, now: Temporal.Instant): Metric[] {
  return [
    gauge("readings_channels", "Channels on lines that are read, from which bills are made.", [
      { value: work.channels },
    ]),
    gauge("readings_late_channels", "Of these, those whose newest reading is two intervals old.", [
      { value: work.lateChannels },
    ]),
    gauge("readings_newest_age_seconds", "Since the newest reading of all was measured.", [
      ...ageOf(work.newestReadingAt, now),
    ]),
    gauge("lines", "Lines by how their meters answer.", byName("state", state.lines)),
    gauge("bills_draft", "Drafts that wait to be issued.", [{ value: work.draftBills }]),
    gauge("bills_blocked", "Leases of open runs that no bill could be made for.", [
      { value: work.blockedBills },
    ]),
    gauge("bills_without_document", "Issued bills whose document is not made yet.", [
      { value: work.billsWithoutDocument },
    ]),
    gauge("mails", "Mails by state; unknown wait for a person.", byName("state", state.mails)),
    gauge("alarms_open", "Alarms that are not cleared.", byName("severity", work.openAlarms)),
  ];
}

function machineMetrics({ state }: SystemFigures, now: Temporal.Instant): Metric[] {
  const lastGood = state.lastGoodBackupAt;
  const alive = state.processes.filter((one) => one.alive);
  const roles = ["collector", "worker", "web"];
  const jobs = alive.flatMap(({ host, pid, jobs: ofProcess }) =>
    ofProcess.map((job) => ({ labels: { host, pid: String(pid), job: job.name }, job })),
  );
  return [
    gauge("info", "What runs.", [
      { labels: { version: state.version, release: state.release }, value: 1 },
    ]),
    gauge("database_bytes", "What the database takes up on its disk.", [
      { value: state.database.bytes },
    ]),
    gauge("database_unsafe_settings", "Settings by which stored readings could be lost.", [
      { value: state.database.unsafeSettings.length },
    ]),
    gauge("disk_bytes", "Size of the disk.", diskSamples(state.disks, "bytes")),
    gauge("disk_free_bytes", "What is free of it.", diskSamples(state.disks, "freeBytes")),
    gauge("backup_last_good_age_seconds", "Since the last backup that was proven began.", [
      ...ageOf(lastGood === null ? null : Temporal.Instant.from(lastGood), now),
    ]),
    gauge("backup_failed", "Whether the last attempt at a backup failed.", [
      { value: (state.backups[0]?.failure ?? null) === null ? 0 : 1 },
    ]),
    gauge(
      "processes_alive",
      "Processes that gave a sign of life within a minute, by what they do.",
      roles.map((role) => ({
        labels: { role },
        value: alive.filter((one) => one.roles.includes(role)).length,
      })),
    ),
    counter(
      "job_rounds_total",
      "Rounds of a job.",
      jobs.map(({ labels, job }) => ({ labels, value: job.rounds })),
    ),
    counter(
      "job_failures_total",
      "Rounds of a job that failed.",
      jobs.map(({ labels, job }) => ({ labels, value: job.failures })),
    ),
    gauge(
      "job_idle_seconds",
      "Since the last round of a job ended.",
      jobs.flatMap(({ labels, job }) =>
        job.idleSeconds === null ? [] : [{ labels, value: job.idleSeconds }],
      ),
    ),
    gauge(
      "job_running_seconds",
      "How long the round under way has taken.",
      jobs.flatMap(({ labels, job }) =>
        job.runningSeconds === null ? [] : [{ labels, value: job.runningSeconds }],
      ),
    ),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, kind: "gauge", help, samples };
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, kind: "counter", help, samples };
}

function byName(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function diskSamples(
  disks: SystemFigures["state"]["disks"],
  what: "bytes" | "freeBytes",
): Sample[] {
  return disks.map((disk) => ({ labels: { use: disk.use }, value: disk[what] }));
}

function ageOf(at: Temporal.Instant | null, now: Temporal.Instant): Sample[] {
  if (at === null) return [];
  return [{ value: (now.epochMilliseconds - at.epochMilliseconds) / 1000 }];
}

function textOf({ name, kind, help, samples }: Metric): string {
  const full = `smartpm_${name}`;
  const lines = samples.map(({ labels, value }) => `${full}${labelsText(labels)} ${value}`);
  return [`# HELP ${full} ${help}`, `# TYPE ${full} ${kind}`, ...lines, ""].join("\n");
}

function labelsText(labels: Sample["labels"]): string {
  if (!labels) return "";
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${parts.join(",")}}`;
}

/** Backslash, quote and line break, as the format wants them. */
function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
