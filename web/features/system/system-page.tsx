import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { SystemState } from "#api/contract/system.ts";
import { read } from "#web/api/queries.ts";
import { Age } from "#web/components/age.tsx";
import { type Fact, Facts } from "#web/components/facts.tsx";
import { formatBytes } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { BackupsSection } from "./backups-section.tsx";
import { ContinuousSection } from "./continuous-section.tsx";
import { DisksSection } from "./disks-section.tsx";
import { ProcessesSection } from "./processes-section.tsx";

const RENEW_MS = 10_000;

/** How the machinery fares, for those who look after it. */
export function SystemPage() {
  const { t } = useTranslation();
  const system = useQuery({ ...read("GET /system"), refetchInterval: RENEW_MS });
  return (
    <Page back={{ to: "/settings", name: t("nav.settings") }} title={t("system.title")}>
      <Answered query={system} height={720}>
        {(state) => (
          <Stack gap="md">
            <Section title={t("system.program")}>
              <ProgramFacts state={state} />
            </Section>
            <Section title={t("system.work")}>
              <WorkFacts state={state} />
            </Section>
            <BackupsSection state={state} />
            <ContinuousSection backup={state.continuousBackup} />
            <DisksSection state={state} />
            <ProcessesSection processes={state.processes} />
          </Stack>
        )}
      </Answered>
    </Page>
  );
}

function ProgramFacts({ state }: { state: SystemState }) {
  const { t } = useTranslation();
  const { database, node, release, version } = state;
  const unsafe = database.unsafeSettings.map(({ name, value }) => `${name} = ${value}`).join(", ");
  const facts: readonly Fact[] = [
    [t("system.version"), version],
    [t("system.release"), release === "checkout" ? t("system.checkout") : release],
    ["Node", node],
    [
      "PostgreSQL",
      `${database.version} · ${t(database.embedded ? "system.embedded" : "system.elsewhere")}`,
    ],
    [t("system.databaseSize"), formatBytes(database.bytes)],
    [t("system.archive"), <ArchivedYears key="archive" years={state.archivedYears} />],
    [t("system.safety"), unsafe === "" ? t("system.safe") : t("system.unsafe", { unsafe })],
    [t("system.schema"), database.newestMigration.replace(/\.sql$/, "")],
  ];
  return <Facts facts={facts} />;
}

/** Which years lie in files, how large they are, and when they were last found whole. */
function ArchivedYears({ years }: { years: SystemState["archivedYears"] }) {
  const { t } = useTranslation();
  if (years.length === 0) return t("system.nothingArchived");
  return years.map(({ year, fileBytes, files, verifiedAt }) => (
    <div key={year}>
      {t("system.archivedYear", { year, count: files, size: formatBytes(fileBytes) })}{" "}
      <Age instant={verifiedAt} />
    </div>
  ));
}

function WorkFacts({ state }: { state: SystemState }) {
  const { t } = useTranslation();
  const { lines, mails, webhooks } = state;
  const { down, good, partial, unknown } = lines;
  const facts: readonly Fact[] = [
    [t("system.newestReading"), <Age key="newest" instant={state.newestReadingAt} />],
    [t("system.late"), t("system.lateOf", { late: state.lateChannels, channels: state.channels })],
    [
      t("nav.lines"),
      <Link key="lines" to="/lines">
        {t("system.linesBy", { good, partial, down, unknown })}
      </Link>,
    ],
    [
      t("nav.outbox"),
      <Link key="mails" to="/outbox">
        {t("system.mailsBy", {
          waiting: mails.waiting + mails.sending,
          failed: mails.failed,
          unsure: mails.unknown,
        })}
      </Link>,
    ],
    [
      t("system.webhooks"),
      <Link key="webhooks" to="/alarms">
        {webhooks.receivers === 0
          ? t("alarms.webhooks.none")
          : webhooks.failing.length === 0
            ? t("system.receivers", { count: webhooks.receivers })
            : t("system.receiversFailing", { names: webhooks.failing.join(", ") })}
      </Link>,
    ],
    [t("system.collectors"), state.collectors.map(({ host }) => host).join(", ") || "–"],
  ];
  return <Facts facts={facts} />;
}
