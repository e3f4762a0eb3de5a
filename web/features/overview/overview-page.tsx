import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazyRouteComponent } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import type { SiteOverview } from "#api/contract/overview.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { noteServerTime } from "#web/app/site-time.ts";
import { tellAppStands } from "#web/app/app-stands.ts";
import { formatDay } from "#web/components/format.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Page } from "#web/components/page.tsx";
import { Answered } from "#web/components/states.tsx";
import { AlarmZone, openAlarms } from "./alarm-zone.tsx";
import { BillingSection } from "./billing-section.tsx";
import { ConsumptionCard } from "./consumption-card.tsx";
import { LineSection } from "./line-section.tsx";
import { LiveTotals } from "./live-totals.tsx";
import styles from "./overview.module.css";

/** Not among what everybody loads first: it is for those who have it alone. */
const HomePage = lazyRouteComponent(() => import("#web/features/home/home-page.tsx"), "HomePage");

/** The main screen. It is the operator's: a tenant's is that of its own costs and meters. */
export function OverviewPage() {
  const { user } = useSignedIn();
  if (user.tenantId === null) return <Overview />;
  return (
    <Suspense>
      <HomePage tenantId={user.tenantId} />
    </Suspense>
  );
}

/** What is wrong, what is used now and today, who answers, what is billed. */
function Overview() {
  const { site } = useSignedIn();
  const overview = useQuery({ ...read("GET /overview"), refetchInterval: 60_000 });
  const flows = useQuery({ ...read("GET /overview/flows"), refetchInterval: 60_000 });
  const alarms = useQuery(openAlarms);
  const at = overview.data?.at;
  useEffect(() => {
    if (at !== undefined) noteServerTime(at);
  }, [at]);
  useEffect(tellAppStands, []);
  // All at once: what comes later would push the rest down under a finger that is about to press it.
  const awaited = overview.isPending || flows.isPending || alarms.isPending;
  const shown = overview.data?.sites.find(({ site: { id } }) => id === site.id);
  return (
    <Page title={site.name} hint={shown ? formatDay(shown.today, "full") : " "}>
      {awaited ? (
        <Skeleton height="80vh" radius={12} />
      ) : (
        <Stack gap="md">
          <AlarmZone alarms={alarms} />
          <LiveTotals flows={flows.data?.flows.filter(({ siteId }) => siteId === site.id) ?? []} />
          <Answered query={overview} height={640}>
            {({ sites }) => {
              const found = sites.find(({ site: { id } }) => id === site.id);
              return found ? <SiteParts found={found} /> : <NoSite />;
            }}
          </Answered>
        </Stack>
      )}
    </Page>
  );
}

/** Cards that stand beside each other where there is room. */
const BESIDE_AT_MOST = 4;

function SiteParts({ found }: { found: SiteOverview }) {
  const beside = Math.max(1, Math.min(found.consumption.length, BESIDE_AT_MOST));
  return (
    <>
      <div className={styles["cards"]} style={{ "--beside": beside }}>
        {found.consumption.map((consumption) => (
          <ConsumptionCard
            key={consumption.commodity}
            consumption={consumption}
            timeZone={found.site.timeZone}
          />
        ))}
      </div>
      <div className={styles["halves"]}>
        <LineSection lines={found.lines} />
        <BillingSection found={found} />
      </div>
    </>
  );
}
