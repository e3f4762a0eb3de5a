import { Button, Stack, Text } from "@mantine/core";
import { IconPlus, IconReceipt2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TariffSummary } from "#api/contract/tariffs.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { CommodityName } from "#web/components/commodity.tsx";
import { todayAt } from "#web/components/days.ts";
import { formatDay } from "#web/components/format.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { EventsSection } from "#web/features/tariff-inputs/events-section.tsx";
import { SeriesSection } from "#web/features/tariff-inputs/series-section.tsx";
import { NewTariffDrawer } from "./new-tariff-drawer.tsx";

/** All tariffs of the site, with what is in force and what comes. */
export function TariffsPage() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const tariffs = useQuery(read("GET /tariffs"));
  const [adding, setAdding] = useState(false);
  const mayChange = mayCorrectMoney(user);
  if (site.id === 0) {
    return (
      <Page title={t("nav.tariffs")}>
        <NoSite />
      </Page>
    );
  }
  const add = mayChange && (
    <Button leftSection={<IconPlus aria-hidden size={18} />} onClick={() => setAdding(true)}>
      {t("tariffs.new")}
    </Button>
  );
  return (
    <Page title={t("nav.tariffs")} hint={t("tariffs.help")} actions={add}>
      <Stack gap="md">
        <div className="surface">
          <Answered query={tariffs} height={480}>
            {(data) => {
              const own = data.tariffs.filter(({ siteId }) => siteId === site.id);
              return own.length === 0 ? (
                <EmptyState
                  icon={<IconReceipt2 aria-hidden size={36} />}
                  text={t("tariffs.none")}
                />
              ) : (
                <TariffRows tariffs={own} today={todayAt(site.timeZone)} />
              );
            }}
          </Answered>
        </div>
        <SeriesSection />
        <EventsSection />
      </Stack>
      {adding && <NewTariffDrawer onClose={() => setAdding(false)} />}
    </Page>
  );
}

function TariffRows({ tariffs, today }: { tariffs: readonly TariffSummary[]; today: string }) {
  const { t } = useTranslation();
  const columns: readonly Column<TariffSummary>[] = [
    {
      name: t("bills.tariff"),
      renderCell: ({ name }) => (
        <Text span fw={600}>
          {name}
        </Text>
      ),
    },
    {
      name: t("tenants.utility"),
      renderCell: ({ commodity }) => <CommodityName commodity={commodity} />,
    },
    {
      name: t("tariffs.inForce"),
      renderCell: ({ versions }) => {
        const now = versions.find(({ effectiveFrom }) => effectiveFrom <= today);
        return now ? formatDay(now.effectiveFrom) : "–";
      },
    },
    {
      name: t("tariffs.next"),
      from: "tablet",
      renderCell: ({ versions }) => {
        const next = versions.findLast(({ effectiveFrom }) => effectiveFrom > today);
        return next ? formatDay(next.effectiveFrom) : "–";
      },
    },
    { name: t("tariffs.pointsPriced"), figures: true, renderCell: ({ points }) => points },
  ];
  return (
    <Rows
      label={t("nav.tariffs")}
      rows={tariffs}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({ to: "/tariffs/$tariffId", params: { tariffId: id } })}
    />
  );
}
