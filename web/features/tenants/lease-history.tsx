import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { LeaseHistory } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";

type Change = LeaseHistory["changes"][number];

const ACTIONS = [
  "lease.created",
  "lease.changed",
  "lease.points-changed",
  "lease.ended",
  "lease.reopened",
  "lease.term-said",
  "lease.term-removed",
  "lease.add-on-added",
  "lease.add-on-ended",
] as const;

/** Who changed what of a lease. */
export function LeaseHistorySection({ leaseId }: { leaseId: number }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const history = useQuery(read("GET /leases/:id/history", { params: { id: leaseId } }));
  const columns: readonly Column<Change>[] = [
    { name: t("leases.change"), renderCell: ({ action }) => wordOf(action) },
    { name: t("leases.changedBy"), renderCell: ({ actor }) => actor },
    {
      name: t("outbox.when"),
      renderCell: ({ at }) => formatInstant(at, site.timeZone),
    },
  ];
  return (
    <Section title={t("leases.history")} flush>
      <Answered query={history} height={120}>
        {({ changes }) =>
          changes.length === 0 ? (
            <Text c="dimmed" p="md">
              {t("leases.noHistory")}
            </Text>
          ) : (
            <Rows
              label={t("leases.history")}
              rows={changes}
              columns={columns}
              keyOf={({ at, action }) => `${at} ${action}`}
            />
          )
        }
      </Answered>
    </Section>
  );

  function wordOf(action: string): string {
    const known = ACTIONS.find((one) => one === action);
    return known ? t(`leases.action.${known}`) : action;
  }
}
