import { Alert, Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Select } from "#web/components/select.tsx";
import { useErrorText } from "#web/components/states.tsx";

/** Begins a bill run by hand: which days and whom. Its page then shows the drafts. */
export function RunBillsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const client = useQueryClient();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const [from, setFrom] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [tenantId, setTenantId] = useState<string | null>(null);
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
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["GET /bill-runs"] });
      await navigate({ to: "/bill-runs/$runId", params: { runId: id } });
    },
  });
  const ready = from !== "" && to > from && (tenantId === null || lease !== undefined);
  return (
    <Modal opened onClose={onClose} title={t("bills.run")} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
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
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              label={t("bills.lastDay")}
              type="date"
              value={lastDay}
              min={from}
              error={lastDay !== "" && to <= from ? t("bills.lastBeforeFirst") : undefined}
              onChange={(event) => setLastDay(event.currentTarget.value)}
            />
          </Group>
          <Select
            label={t("bills.tenant")}
            placeholder={t("bills.allTenants")}
            clearable
            searchable
            value={tenantId}
            onChange={setTenantId}
            data={(tenants.data?.tenants ?? []).map(({ id, name }) => ({
              value: String(id),
              label: name,
            }))}
            error={tenant.data && lastDay && !lease ? t("bills.noLease") : undefined}
          />
          <Text size="sm" c="dimmed">
            {t("runs.nothingSentYet")}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" disabled={!ready} loading={run.isPending}>
              {t("runs.check")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
