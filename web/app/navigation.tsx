import {
  IconFileInvoice,
  IconGauge,
  IconLayoutDashboard,
  IconSend,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { isStaff, useSignedIn } from "./session.ts";
import styles from "./shell.module.css";

const PLACES = [
  { to: "/", name: "nav.overview", Icon: IconLayoutDashboard, staffOnly: true },
  { to: "/meters", name: "nav.meters", Icon: IconGauge, staffOnly: false },
  { to: "/tenants", name: "nav.tenants", Icon: IconUsers, staffOnly: true },
  { to: "/bills", name: "nav.bills", Icon: IconFileInvoice, staffOnly: false },
  { to: "/outbox", name: "nav.outbox", Icon: IconSend, staffOnly: true },
] as const;

/** At the left of tablets and desktops. */
export function SideNavigation() {
  return (
    <div className={styles["side"]}>
      <Places />
    </div>
  );
}

/** Under the thumb on phones. */
export function BottomNavigation() {
  const { t } = useTranslation();
  return (
    <nav className={styles["bottom"]} aria-label={t("shell.navigation")}>
      <Places />
    </nav>
  );
}

function Places() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  return PLACES.filter(({ staffOnly }) => isStaff(user) || !staffOnly).map(({ to, name, Icon }) => (
    <Link key={to} to={to} className={styles["link"]} activeOptions={{ exact: to === "/" }}>
      <Icon aria-hidden size={22} stroke={1.8} />
      {t(name)}
    </Link>
  ));
}
