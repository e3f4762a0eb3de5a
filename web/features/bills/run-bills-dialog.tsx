import { Alert, Button, Group, List, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillRun } from "#api/contract/bill-runs.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { useErrorText } from "#web/components/states.tsx";
import { formatPeriod } from "./period.ts";

/** Bills a period by hand: what, then are you sure, then what came of it. */
export function RunBillsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [from, setFrom] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [tenantId, setTenantId] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const tenants = useQuery(read("GET /tenants"));
  const tenant = useQuery({
    ...read("GET /tenants/:id", { params: { id: Number(tenantId ?? 0) } }),
    enabled: tenantId !== null,
  });
  const lease = tenant.data?.leases.find(
    ({ startsOn, endsOn }) => startsOn <= lastDay && (endsOn === null || endsOn > from),
  );
  const to = lastDay === "" ? "" : dayAfter(lastDay);
  const run = useMutation({
    mutationFn: () =>
      call("POST /bill-runs", {
        body: { siteId: site.id, from, to, ...(lease && { leaseId: lease.id }) },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ["GET /bills"] }),
  });
  const ready = from !== "" && to > from && (tenantId === null || lease !== undefined);
  const who = tenants.data?.tenants.find(({ id }) => String(id) === tenantId)?.name;

  if (run.data) return <Outcome run={run.data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t("bills.run")} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (asked) run.mutate();
          else setAsked(true);
        }}
      >
        <Stack gap="md">
          {run.isError && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
              {errorText(run.error)}
            </Alert>
          )}
          <Group grow align="flex-start">
            <TextInput
              label={t("bills.firstDay")}
              type="date"
              value={from}
              disabled={asked}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              label={t("bills.lastDay")}
              type="date"
              value={lastDay}
              min={from}
              disabled={asked}
              error={lastDay !== "" && to <= from ? t("bills.lastBeforeFirst") : undefined}
              onChange={(event) => setLastDay(event.currentTarget.value)}
            />
          </Group>
          <Select
            label={t("bills.tenant")}
            placeholder={t("bills.allTenants")}
            clearable
            searchable
            disabled={asked}
            value={tenantId}
            onChange={setTenantId}
            data={(tenants.data?.tenants ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            }))}
            error={tenant.data && lastDay && !lease ? t("bills.noLease") : undefined}
          />
          {asked && (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
              {t("bills.confirm", {
                who: who ?? t("bills.allTenants"),
                period: formatPeriod({ periodFrom: from, periodTo: to }),
              })}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={asked ? () => setAsked(false) : onClose}>
              {asked ? t("common.back") : t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!ready} loading={run.isPending}>
              {asked ? t("bills.runNow") : t("common.continue")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Outcome({ run, onClose }: { run: BillRun; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t("bills.run")} centered>
      <Stack gap="md">
        <Alert color="teal" icon={<IconCircleCheck aria-hidden />}>
          {t("bills.billed", { count: run.billed })}
        </Alert>
        {run.faults.length > 0 && (
          <>
            <Text fw={600}>{t("bills.notBilled", { count: run.faults.length })}</Text>
            <List>
              {run.faults.map(({ subject, message, remedy }) => (
                <List.Item key={`${subject} ${message}`}>
                  {subject}: {message} {remedy}
                </List.Item>
              ))}
            </List>
          </>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("common.close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
