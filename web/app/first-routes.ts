import { createRootRoute, createRoute } from "@tanstack/react-router";
import { NotFound } from "#web/components/not-found.tsx";
import { OverviewPage } from "#web/features/overview/overview-page.tsx";
import { SessionGate } from "./session-gate.tsx";

/** What stands around every screen. */
export const root = createRootRoute({ component: SessionGate, notFoundComponent: NotFound });

/** The main screen: what everybody loads first, and so not in a file of its own. */
export const overview = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: OverviewPage,
});
