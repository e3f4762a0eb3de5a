import { Drawer } from "@mantine/core";
import {
  IconBuilding,
  IconCash,
  IconChecklist,
  IconDots,
  IconFileInvoice,
  IconGauge,
  IconLayoutDashboard,
  IconPlugConnected,
  IconReceipt2,
  IconReportAnalytics,
  IconSend,
  IconSettings,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isStaff, useSignedIn } from "./session.ts";
import styles from "./shell.module.css";

/** The places in the order of the work; on phones the `daily` ones are always in view. */
export const PLACES = [
  { to: "/", name: "nav.overview", Icon: IconLayoutDashboard, staffOnly: false, daily: true },
  { to: "/meters", name: "nav.meters", Icon: IconGauge, staffOnly: false, daily: true },
  { to: "/tenants", name: "nav.tenants", Icon: IconUsers, staffOnly: true, daily: true },
  { to: "/bills", name: "nav.bills", Icon: IconFileInvoice, staffOnly: false, daily: true },
  { to: "/accounts", name: "nav.accounts", Icon: IconCash, staffOnly: true, daily: false },
  { to: "/reports", name: "nav.reports", Icon: IconReportAnalytics, staffOnly: true, daily: false },
  { to: "/quality", name: "nav.quality", Icon: IconChecklist, staffOnly: true, daily: false },
  { to: "/outbox", name: "nav.outbox", Icon: IconSend, staffOnly: true, daily: false },
  { to: "/lines", name: "nav.lines", Icon: IconPlugConnected, staffOnly: true, daily: false },
  { to: "/tariffs", name: "nav.tariffs", Icon: IconReceipt2, staffOnly: true, daily: false },
  { to: "/property", name: "nav.property", Icon: IconBuilding, staffOnly: true, daily: false },
  { to: "/settings", name: "nav.settings", Icon: IconSettings, staffOnly: true, daily: false },
] as const;

type Place = (typeof PLACES)[number];

/** The places that the user may go to. */
export function usePlaces(): readonly Place[] {
  const { user } = useSignedIn();
  return PLACES.filter(({ staffOnly }) => isStaff(user) || !staffOnly);
}

/** At the left of tablets and desktops. */
export function SideNavigation() {
  return (
    <div className={styles["places"]}>
      {usePlaces().map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
    </div>
  );
}

/** Under the thumb on phones: what is used every day, and a way to the rest. */
export function BottomNavigation() {
  const { t } = useTranslation();
  const [more, setMore] = useState(false);
  const places = usePlaces();
  const others = places.filter(({ daily }) => !daily);
  return (
    <>
      <nav className={styles["bottom"]} aria-label={t("shell.navigation")}>
        {places
          .filter(({ daily }) => daily)
          .map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
        {others.length > 0 && (
          <button
            type="button"
            className={styles["link"]}
            aria-expanded={more}
            onClick={() => setMore(true)}
          >
            <IconDots aria-hidden size={22} stroke={1.8} />
            {t("nav.more")}
          </button>
        )}
      </nav>
      <Drawer
        opened={more}
        onClose={() => setMore(false)}
        position="bottom"
        size="auto"
        title={t("nav.more")}
        closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
      >
        <div className={styles["sheet"]}>
          {others.map((place) => (
            <PlaceLink key={place.to} place={place} onFollow={() => setMore(false)} />
          ))}
        </div>
      </Drawer>
    </>
  );
}

function PlaceLink({ place, onFollow }: { place: Place; onFollow?: () => void }) {
  const { t } = useTranslation();
  const { to, name, Icon } = place;
  return (
    <Link
      to={to}
      className={styles["link"]}
      activeOptions={{ exact: to === "/" }}
      {...(onFollow && { onClick: onFollow })}
    >
      <Icon aria-hidden size={22} stroke={1.8} />
      {t(name)}
    </Link>
  );
}
