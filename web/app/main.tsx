import "./first-requests.ts";
import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "#web/i18n/i18n.ts";
import { App } from "./app.tsx";
import { firstAnswers } from "./first-answers.ts";
import { router } from "./router.tsx";

void start();

/**
 * Paints the first picture once: with its texts, its screen and what it shows. Not awaited by this
 * module itself: the screen's own part of the app imports this one, and each would await the other.
 */
async function start(): Promise<void> {
  await Promise.all([startI18n(), firstAnswers(), router.load()]);
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
