import { Text } from "@mantine/core";
import { IconFileOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { BillRun } from "#api/contract/bill-runs.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant, formatMoney } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { formatPeriod } from "./period.ts";
import { RunStateMark } from "./run-state-mark.tsx";

/** The newest bill runs: by schedule and by hand. */
export function BillRunsPage() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const runs = useQuery(read("GET /bill-runs"));
  const columns: readonly Column<BillRun>[] = [
    {
      name: t("bills.period"),
      renderCell: (run) => (
        <>
          <Text span fw={600} display="block">
            {formatPeriod(run)}
          </Text>
          <Text span size="sm" c="dimmed">
            {t(`runs.kind.${run.kind}`)}
          </Text>
        </>
      ),
    },
    { name: t("bills.stateName"), renderCell: ({ state }) => <RunStateMark state={state} /> },
    { name: t("runs.issued"), figures: true, renderCell: ({ counts }) => String(counts.issued) },
    {
      name: t("runs.blocked"),
      figures: true,
      renderCell: ({ counts }) => String(counts.blocked),
    },
    {
      name: t("bills.total"),
      figures: true,
      renderCell: ({ totalMinor }) => formatMoney(totalMinor, site.currency),
    },
    {
      name: t("runs.started"),
      from: "desktop",
      renderCell: ({ startedAt }) => formatInstant(startedAt, site.timeZone),
    },
  ];
  return (
    <Page back={{ to: "/bills", name: t("nav.bills") }} title={t("runs.runs")}>
      <div className="surface">
        <Answered query={runs} height={480}>
          {({ billRuns }) =>
            billRuns.length === 0 ? (
              <EmptyState icon={<IconFileOff aria-hidden size={36} />} text={t("runs.none")} />
            ) : (
              <Rows
                label={t("runs.runs")}
                rows={billRuns}
                columns={columns}
                keyOf={({ id }) => id}
                linkOf={({ id }) => ({ to: "/bill-runs/$runId", params: { runId: id } })}
              />
            )
          }
        </Answered>
      </div>
    </Page>
  );
}
