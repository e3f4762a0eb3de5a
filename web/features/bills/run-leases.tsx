import { Button, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BillAnomaly, BillRun, RunLease } from "#api/contract/bill-runs.ts";
import { call } from "#web/api/call.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { Change } from "#web/components/change.tsx";
import { formatMoney } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { faultWords } from "#web/i18n/server-words.ts";
import { formatPeriod } from "./period.ts";
import { RunLeaseMark } from "./run-state-mark.tsx";

/** What a run does with each lease: what needs a person first. */
export function RunLeases({ run, leases }: { run: BillRun; leases: readonly RunLease[] }) {
  const { t } = useTranslation();
  const { user, site } = useSignedIn();
  const columns: readonly Column<RunLease>[] = [
    {
      name: t("bills.tenant"),
      renderCell: (lease) => (
        <>
          <Link to="/tenants/$tenantId" params={{ tenantId: lease.tenant.id }}>
            <Text span fw={600}>
              {lease.tenant.name}
            </Text>
          </Link>
          <Text span size="sm" c="dimmed" display="block">
            {lease.space}
            {lease.kind === "final" && ` · ${t("bills.kind.final")}`}
            {` · ${formatPeriod(lease)}`}
          </Text>
        </>
      ),
    },
    { name: t("bills.stateName"), renderCell: ({ state }) => <RunLeaseMark state={state} /> },
    { name: t("runs.toLookAt"), renderCell: (lease) => <Reasons lease={lease} /> },
    {
      name: t("runs.before"),
      figures: true,
      from: "tablet",
      renderCell: ({ previousMinor }) =>
        previousMinor === null ? "–" : formatMoney(previousMinor, site.currency),
    },
    {
      name: t("bills.total"),
      figures: true,
      renderCell: ({ totalMinor, previousMinor }) =>
        totalMinor === null ? (
          "–"
        ) : (
          <>
            <Text span fw={600} display="block">
              {formatMoney(totalMinor, site.currency)}
            </Text>
            <Change now={totalMinor} before={previousMinor} />
          </>
        ),
    },
    {
      name: t("bills.bill"),
      unbroken: true,
      renderCell: (lease) =>
        lease.bill ? (
          <Link to="/bills/$billId" params={{ billId: lease.bill.id }}>
            {lease.bill.number}
          </Link>
        ) : (
          run.state === "ready" && mayCorrectMoney(user) && <LeaveOut run={run} lease={lease} />
        ),
    },
  ];
  return (
    <Rows
      label={t("runs.leases")}
      rows={leases}
      columns={columns}
      keyOf={({ leaseId, periodFrom }) => `${leaseId} ${periodFrom}`}
    />
  );
}

function Reasons({ lease }: { lease: RunLease }) {
  const anomalyText = useAnomalyText();
  const reasons = [...lease.faults.map(faultWords), ...lease.anomalies.map(anomalyText)];
  if (reasons.length === 0) return "–";
  return reasons.map((reason) => (
    <Text key={reason} size="sm">
      {reason}
    </Text>
  ));
}

/** What is unusual about a draft, in the reader's words. */
export function useAnomalyText(): (anomaly: BillAnomaly) => string {
  const { t } = useTranslation();
  return (anomaly) => {
    switch (anomaly.kind) {
      case "remark":
        return faultWords(anomaly);
      case "unusual-consumption":
        return t(anomaly.percent > 0 ? "runs.anomaly.more" : "runs.anomaly.less", {
          point: anomaly.point,
          percent: Math.abs(anomaly.percent),
        });
      case "estimated":
        return t("runs.anomaly.estimated", { point: anomaly.point, percent: anomaly.percent });
      case "no-consumption":
        return t("runs.anomaly.none", { point: anomaly.point });
      case "negative-total":
        return t("runs.anomaly.negative");
      case "first-bill":
        return t("runs.anomaly.first");
    }
  };
}

function LeaveOut({ run, lease }: { run: BillRun; lease: RunLease }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const leftOut = lease.state === "left-out";
  const change = useMutation({
    mutationFn: () =>
      call("PATCH /bill-runs/:id/leases/:leaseId", {
        params: { id: run.id, leaseId: lease.leaseId },
        body: { leftOut: !leftOut },
      }),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => `${queryKey[0]}`.startsWith("GET /bill-runs"),
      }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={change.isPending}
      onClick={() => change.mutate()}
    >
      {t(leftOut ? "runs.takeIn" : "runs.leaveOut")}
    </Button>
  );
}
