import { Progress, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CostsSoFar } from "#api/contract/tenants.ts";
import { read } from "#web/api/queries.ts";
import { dayBefore } from "#web/components/days.ts";
import { formatDay, formatMoney, formatQuantity } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { serverWords } from "#web/i18n/server-words.ts";
import styles from "./home.module.css";

type Lease = CostsSoFar["leases"][number];

/** What a tenant's present billing periods have cost so far, and will cost if they go on like that. */
export function CostsSoFarSection({ tenantId }: { tenantId: number }) {
  const { t } = useTranslation();
  const costs = useQuery(read("GET /tenants/:id/costs-so-far", { params: { id: tenantId } }));
  return (
    <Section title={t("home.soFar")}>
      <Answered query={costs} height={260}>
        {({ leases }) =>
          leases.length === 0 ? (
            <Text c="dimmed">{t("home.nothingOpen")}</Text>
          ) : (
            leases.map((lease) => <LeaseCost key={lease.leaseId} lease={lease} />)
          )
        }
      </Answered>
    </Section>
  );
}

const DAY_MS = 86_400_000;

function LeaseCost({ lease }: { lease: Lease }) {
  const { t } = useTranslation();
  const { space, currency, periodFrom, periodTo, until, totalMinor, expectedMinor } = lease;
  const from = Date.parse(periodFrom);
  const days = Math.round((Date.parse(until) - from) / DAY_MS);
  const allDays = Math.round((Date.parse(periodTo) - from) / DAY_MS);
  return (
    <article className={styles["lease"]}>
      <h3>{space}</h3>
      <p className={`figures ${styles["total"]}`}>
        {totalMinor === null ? "–" : formatMoney(totalMinor, currency)}
      </p>
      <Text c="dimmed">
        {t("home.days", {
          from: formatDay(periodFrom),
          to: formatDay(dayBefore(until)),
          days,
          allDays,
        })}
      </Text>
      <Progress
        value={(days / allDays) * 100}
        size="lg"
        my="xs"
        aria-label={t("home.partOfPeriod")}
      />
      {expectedMinor !== null && (
        <p className={styles["expected"]}>
          {t("home.expected", {
            amount: formatMoney(expectedMinor, currency),
            to: formatDay(dayBefore(periodTo)),
          })}
        </p>
      )}
      {lease.faults.map((fault) => (
        <Text key={fault}>{serverWords(fault)}</Text>
      ))}
      {lease.points.length > 0 && (
        <Rows
          label={t("home.points")}
          rows={lease.points}
          keyOf={({ servicePointId }) => servicePointId}
          columns={[
            { name: t("home.point"), renderCell: ({ name }) => name },
            {
              name: t("home.used"),
              figures: true,
              renderCell: ({ consumption, unit }) => formatQuantity(consumption, unit),
            },
            {
              name: t("home.perDay"),
              figures: true,
              renderCell: ({ dailyAverage, unit }) => formatQuantity(dailyAverage, unit),
            },
            {
              name: t("home.net"),
              figures: true,
              renderCell: ({ netMinor }) => formatMoney(netMinor, currency),
            },
          ]}
        />
      )}
      <Text size="sm" c="dimmed">
        {t("home.notABill")}
      </Text>
    </article>
  );
}
