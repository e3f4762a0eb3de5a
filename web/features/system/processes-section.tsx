import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ProcessState } from "#api/contract/system.ts";
import { Age } from "#web/components/age.tsx";
import { formatAge, formatList } from "#web/components/format.ts";
import { Mark } from "#web/components/mark.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { useJobName } from "./job-name.ts";

type Job = ProcessState["jobs"][number];

/** Who runs, and how the jobs of each fare. */
export function ProcessesSection({ processes }: { processes: readonly ProcessState[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<ProcessState>[] = [
    {
      name: t("system.process"),
      renderCell: ({ host, pid, release }) => (
        <>
          {`${host} · ${pid}`}
          <Text size="sm" c="dimmed">
            {release === "checkout" ? t("system.checkout") : release}
          </Text>
        </>
      ),
    },
    {
      name: t("system.roles"),
      renderCell: ({ roles }) =>
        formatList(roles.map((role) => t(`system.part.${role as "worker"}`))),
    },
    { name: t("system.started"), renderCell: ({ startedAt }) => <Age instant={startedAt} /> },
    {
      name: t("system.state"),
      renderCell: ({ alive }) =>
        alive ? (
          <Mark tone="good" icon={<IconCheck aria-hidden />}>
            {t("system.alive")}
          </Mark>
        ) : (
          <Mark tone="bad" icon={<IconX aria-hidden />}>
            {t("system.gone")}
          </Mark>
        ),
    },
  ];
  return (
    <>
      <Section title={t("system.processes")} flush>
        <Rows
          label={t("system.processes")}
          rows={processes}
          columns={columns}
          keyOf={({ host, pid, startedAt }) => `${host} ${pid} ${startedAt}`}
        />
      </Section>
      {processes
        .filter(({ alive, jobs }) => alive && jobs.length > 0)
        .map((process) => (
          <JobsSection key={`${process.host} ${process.pid}`} process={process} />
        ))}
    </>
  );
}

function JobsSection({ process }: { process: ProcessState }) {
  const { t } = useTranslation();
  const jobName = useJobName();
  const columns: readonly Column<Job>[] = [
    { name: t("system.jobColumn"), renderCell: ({ name }) => jobName(name) },
    {
      name: t("system.lastRound"),
      renderCell: ({ idleSeconds, runningSeconds }) => {
        if (runningSeconds !== null) return t("system.running");
        if (idleSeconds === null) return "–";
        return formatAge(-idleSeconds * 1000, 0);
      },
    },
    { name: t("system.rounds"), figures: true, from: "tablet", renderCell: ({ rounds }) => rounds },
    {
      name: t("system.failures"),
      figures: true,
      from: "tablet",
      renderCell: ({ failures }) => failures,
    },
    {
      name: t("system.state"),
      renderCell: ({ lastError }) =>
        lastError === null ? (
          <Mark tone="good" icon={<IconCheck aria-hidden />}>
            {t("system.well")}
          </Mark>
        ) : (
          <>
            <Mark tone="bad" icon={<IconAlertTriangle aria-hidden />}>
              {t("system.failed")}
            </Mark>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {lastError}
            </Text>
          </>
        ),
    },
  ];
  return (
    <Section title={t("system.jobsOf", { process: `${process.host} · ${process.pid}` })} flush>
      <Rows
        label={t("system.jobs")}
        rows={process.jobs}
        columns={columns}
        keyOf={({ name }) => name}
      />
    </Section>
  );
}
