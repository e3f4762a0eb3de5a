import { Alert, Button, Group, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconScale } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WhatIf } from "#api/contract/tariffs.ts";
import { call } from "#web/api/call.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { dayAfter, todayAt } from "#web/components/days.ts";
import { formatMoney } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { useErrorText } from "#web/components/states.tsx";
import type { Draft } from "./draft.ts";

type Compared = WhatIf["leases"][number];

/** Who would pay more and who less, had the draft been in force. */
export function WhatIfSection({ tariffId, draft }: { tariffId: number; draft: Draft }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const errorText = useErrorText();
  const today = todayAt(site.timeZone);
  const [from, setFrom] = useState(`${dayAfter(today, -31).slice(0, 7)}-01`);
  const [lastDay, setLastDay] = useState(dayAfter(`${today.slice(0, 7)}-01`, -1));
  const ask = useMutation({
    mutationFn: () =>
      call("POST /tariffs/:id/what-if", {
        params: { id: tariffId },
        body: { from, to: dayAfter(lastDay), document: { ...draft } },
      }),
  });
  if (!mayCorrectMoney(user)) return null;
  return (
    <Section title={t("tariffs.whatIf")} flush>
      <Group align="flex-end" gap="sm" px="md" pb="md">
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
          onChange={(event) => setLastDay(event.currentTarget.value)}
        />
        <Button
          variant="default"
          leftSection={<IconScale aria-hidden size={18} />}
          loading={ask.isPending}
          disabled={from === "" || lastDay < from}
          onClick={() => ask.mutate()}
        >
          {t("tariffs.askWhatIf")}
        </Button>
      </Group>
      {ask.isError && (
        <Alert color="red" role="alert" m="md" icon={<IconAlertTriangle aria-hidden />}>
          {errorText(ask.error)}
        </Alert>
      )}
      {ask.data && <Outcome whatIf={ask.data} />}
      {!ask.data && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t("tariffs.whatIfHelp")}
        </Text>
      )}
    </Section>
  );
}

function Outcome({ whatIf: { leases, currency } }: { whatIf: WhatIf }) {
  const { t } = useTranslation();
  const more = ({ nowMinor, thenMinor }: Compared) =>
    nowMinor === null || thenMinor === null ? null : BigInt(thenMinor) - BigInt(nowMinor);
  const sorted = leases.toSorted((a, b) => Number((more(b) ?? 0n) - (more(a) ?? 0n)));
  const sum = (pick: (lease: Compared) => string | null) =>
    leases.reduce((total, lease) => total + BigInt(pick(lease) ?? "0"), 0n);
  const money = (minor: string | bigint | null) =>
    minor === null ? "–" : formatMoney(minor.toString(), currency);
  const columns: readonly Column<Compared>[] = [
    { name: t("bills.tenant"), renderCell: ({ tenant, point }) => `${tenant}, ${point}` },
    { name: t("tariffs.now"), figures: true, renderCell: ({ nowMinor }) => money(nowMinor) },
    { name: t("tariffs.then"), figures: true, renderCell: ({ thenMinor }) => money(thenMinor) },
    {
      name: t("tariffs.difference"),
      figures: true,
      renderCell: (lease) => {
        const difference = more(lease);
        if (difference === null) return lease.why ?? "–";
        return `${difference > 0n ? "+" : ""}${money(difference)}`;
      },
    },
  ];
  if (leases.length === 0) {
    return (
      <Text c="dimmed" p="md">
        {t("tariffs.nobodyHas")}
      </Text>
    );
  }
  const payMore = leases.filter((lease) => (more(lease) ?? 0n) > 0n).length;
  const payLess = leases.filter((lease) => (more(lease) ?? 0n) < 0n).length;
  const difference = sum(({ thenMinor }) => thenMinor) - sum(({ nowMinor }) => nowMinor);
  return (
    <>
      <Text px="md" pb="sm" fw={600} role="status">
        {t("tariffs.outcome", { more: payMore, less: payLess, sum: money(difference) })}
      </Text>
      <Rows
        label={t("tariffs.whatIf")}
        rows={sorted}
        columns={columns}
        keyOf={({ leaseId, point }) => `${leaseId} ${point}`}
      />
    </>
  );
}
