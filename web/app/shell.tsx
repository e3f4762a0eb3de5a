import { AppShell, Center, Loader } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useLiveEvents } from "#web/api/live-events.ts";
import { Header } from "./header.tsx";
import { BottomNavigation, SideNavigation } from "./navigation.tsx";
import { CutBanner } from "./cut-banner.tsx";
import styles from "./shell.module.css";

/** What stands around every screen: header with the alarm lights, navigation, main part. */
export function Shell() {
  useLiveEvents();
  const { t } = useTranslation();
  return (
    <AppShell
      header={{ height: 64 }}
      navbar={{ width: { sm: 92, md: 232 }, breakpoint: "sm", collapsed: { mobile: true } }}
      footer={{ height: { base: 68, sm: 0 } }}
      padding={{ base: "md", md: "xl" }}
      transitionDuration={0}
    >
      <a href="#main" className={styles["skip"]}>
        {t("shell.skip")}
      </a>
      <AppShell.Header className={styles["bar"]}>
        <Header />
      </AppShell.Header>
      <AppShell.Navbar
        className={styles["bar"]}
        aria-label={t("shell.navigation")}
        visibleFrom="sm"
      >
        <SideNavigation />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={styles["main"]}>
        <CutBanner />
        <div className={styles["content"]}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={styles["bar"]}>
        <BottomNavigation />
      </AppShell.Footer>
    </AppShell>
  );
}

function Waiting() {
  return (
    <Center mih={320}>
      <Loader />
    </Center>
  );
}
