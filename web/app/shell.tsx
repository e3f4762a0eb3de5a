import { Center, Loader } from "@mantine/core";
import { Outlet } from "@tanstack/react-router";
import { Suspense, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useLiveEvents } from "#web/api/live-events.ts";
import { Header } from "./header.tsx";
import { BottomNavigation, SideNavigation } from "./navigation.tsx";
import { CutBanner } from "./cut-banner.tsx";
import { PasswordQuestion } from "./password-question.tsx";
import styles from "./shell.module.css";

/** Where there is room for the places at the side. */
const WIDE = "(width >= 48em)";

/** The component library keeps this from moving when an open drawer takes the scroll bar away. */
const BESIDE_SCROLLBAR = "right-scroll-bar-position";

/** What stands around every screen: header with the alarm lights, navigation, main part. */
export function Shell() {
  useLiveEvents();
  const { t } = useTranslation();
  const room = useRoom();
  return (
    <>
      <a href="#main" className={styles["skip"]}>
        {t("shell.skip")}
      </a>
      <header className={`${styles["bar"]} ${styles["top"]} ${BESIDE_SCROLLBAR}`}>
        <Header />
      </header>
      {room !== "narrow" && (
        <nav className={`${styles["bar"]} ${styles["side"]}`} aria-label={t("shell.navigation")}>
          <SideNavigation />
        </nav>
      )}
      <main id="main" tabIndex={-1} className={styles["main"]}>
        <CutBanner />
        <div className={styles["content"]}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
      {room !== "wide" && (
        <footer className={`${styles["bar"]} ${styles["foot"]} ${BESIDE_SCROLLBAR}`}>
          <BottomNavigation />
        </footer>
      )}
      <PasswordQuestion />
    </>
  );
}

/** Whether there is room at the side. Who makes the page does not know it, and makes both. */
function useRoom(): "wide" | "narrow" | "either" {
  return useSyncExternalStore(followWidth, roomNow, () => "either");
}

function roomNow(): "wide" | "narrow" {
  return matchMedia(WIDE).matches ? "wide" : "narrow";
}

function followWidth(listener: () => void): () => void {
  const query = matchMedia(WIDE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function Waiting() {
  return (
    <Center mih={320}>
      <Loader />
    </Center>
  );
}
