import { Button, Group, Text } from "@mantine/core";
import { IconDoorExit, IconHistory, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillingCycle, Lease } from "#api/contract/tenants.ts";
import { isStaff, useSignedIn } from "#web/app/session.ts";
import { CommodityName } from "#web/components/commodity.tsx";
import { dayBefore } from "#web/components/days.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatDay, formatDecimal, formatMoney } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { LeaseInputs } from "#web/features/tariff-inputs/lease-inputs.tsx";
import { LeasedPointDrawer } from "./leased-point-drawer.tsx";
import { LeaseHistorySection } from "./lease-history.tsx";
import { MoveOutDrawer } from "./move-out-drawer.tsx";
import { TermsDrawer } from "./terms-drawer.tsx";

type Point = Lease["points"][number];
type Open =
  | { readonly kind: "terms" | "out" | "history" }
  | { readonly kind: "point"; readonly point?: Point };

/** A lease: its unit and terms, what it pays by which tariff, what can be changed about it. */
export function LeaseSections({ lease, mayKeep }: { lease: Lease; mayKeep: boolean }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Section
        title={t("leases.of", { unit: lease.space.name })}
        aside={
          mayKeep && (
            <Group gap="xs">
              <Button
                variant="subtle"
                leftSection={<IconHistory aria-hidden size={18} />}
                aria-expanded={open?.kind === "history"}
                onClick={() => setOpen(open?.kind === "history" ? undefined : { kind: "history" })}
              >
                {t("leases.history")}
              </Button>
              <Button variant="subtle" onClick={() => setOpen({ kind: "terms" })}>
                {t("leases.terms")}
              </Button>
              <Button
                variant="subtle"
                leftSection={<IconDoorExit aria-hidden size={18} />}
                onClick={() => setOpen({ kind: "out" })}
              >
                {t("leases.moveOut")}
              </Button>
            </Group>
          )
        }
      >
        <Facts
          facts={[
            [t("tenants.unit"), lease.space.name],
            [t("tenants.area"), `${formatDecimal(lease.space.areaM2)} m²`],
            [t("tenants.since"), formatDay(lease.startsOn)],
            [
              t("leases.lastDay"),
              lease.endsOn ? formatDay(dayBefore(lease.endsOn)) : t("tenants.openEnded"),
            ],
            [t("leases.every"), t(`leases.cycle.${lease.cycle.every}`)],
            [t("leases.startDay"), startText(lease.cycle)],
            [t("tenants.dueDays"), String(lease.dueDays)],
            [t("leases.deposit"), formatMoney(lease.depositMinor, site.currency)],
          ]}
        />
      </Section>
      {open?.kind === "history" && <LeaseHistorySection leaseId={lease.id} />}
      <LeasedPoints
        lease={lease}
        mayKeep={mayKeep}
        onEdit={(point) => setOpen({ kind: "point", ...(point && { point }) })}
      />
      {isStaff(user) && <LeaseInputs lease={lease} mayKeep={mayKeep} />}
      {open?.kind === "terms" && <TermsDrawer lease={lease} onClose={close} />}
      {open?.kind === "out" && <MoveOutDrawer lease={lease} onClose={close} />}
      {open?.kind === "point" && (
        <LeasedPointDrawer lease={lease} point={open.point} onClose={close} />
      )}
    </>
  );

  function startText({ every, startDay }: BillingCycle): string {
    return every === "weekly"
      ? t("leases.weekday", { number: startDay })
      : t("leases.monthDay", { number: startDay });
  }
}

function LeasedPoints({
  lease,
  mayKeep,
  onEdit,
}: {
  lease: Lease;
  mayKeep: boolean;
  onEdit: (point?: Point) => void;
}) {
  const { t } = useTranslation();
  const columns: readonly Column<Point>[] = [
    {
      name: t("tenants.point"),
      renderCell: (point) =>
        mayKeep && point.endsOn === null ? (
          <Button variant="subtle" px={0} onClick={() => onEdit(point)}>
            {point.name}
          </Button>
        ) : (
          <Text span fw={600}>
            {point.name}
          </Text>
        ),
    },
    {
      name: t("tenants.utility"),
      renderCell: ({ commodity }) => <CommodityName commodity={commodity} />,
    },
    {
      name: t("meters.meter"),
      renderCell: ({ meter }) =>
        meter ? (
          <Link to="/meters/$meterId" params={{ meterId: meter.id }}>
            {meter.serialNumber}
          </Link>
        ) : (
          "–"
        ),
    },
    { name: t("bills.tariff"), renderCell: ({ tariff }) => tariff.name },
    {
      name: t("tenants.since"),
      from: "tablet",
      renderCell: ({ startsOn, endsOn }) =>
        endsOn === null
          ? formatDay(startsOn)
          : `${formatDay(startsOn)} – ${formatDay(dayBefore(endsOn))}`,
    },
  ];
  const label = t("tenants.pointsOf", { space: lease.space.name });
  return (
    <Section
      title={label}
      flush
      aside={
        mayKeep &&
        lease.endsOn === null && (
          <Button
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={18} />}
            onClick={() => onEdit()}
          >
            {t("leases.addPoint")}
          </Button>
        )
      }
    >
      {lease.points.length === 0 ? (
        <Text c="dimmed" p="md">
          {t("leases.paysNothing")}
        </Text>
      ) : (
        <Rows
          label={label}
          rows={lease.points}
          columns={columns}
          keyOf={({ id, startsOn }) => `${id} ${startsOn}`}
        />
      )}
    </Section>
  );
}
