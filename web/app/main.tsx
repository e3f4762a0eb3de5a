import "@fontsource-variable/inter";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app.css";
import { StrictMode } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { isOtherLanguageChosen, startI18n } from "#web/i18n/i18n.ts";
import { App } from "./app.tsx";
import { tellAppStands } from "./app-stands.ts";
import { firstAnswers, queryClient } from "./first-answers.ts";
import { answersOfPage, type GivenAnswers, keepAnswers } from "./given-answers.ts";
import { router } from "./router.tsx";
import { noteServerTime } from "./site-time.ts";

const app = (
  <StrictMode>
    <App client={queryClient} router={router} />
  </StrictMode>
);

void start();

/**
 * Not awaited by this module itself: the screen's own part of the app imports this one, and each would
 * await the other.
 */
async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  const given = answersOfPage();
  if (given) keepAnswers(queryClient, given);
  const language = given?.session.user?.language;
  if (given && language !== undefined && !isOtherLanguageChosen(language)) {
    await takeOver(root, { given, language });
  } else {
    await paint(root);
  }
}

/** Makes what the server has drawn work. Until it is, the app must say the same as the page. */
async function takeOver(
  root: HTMLElement,
  { given, language }: { given: GivenAnswers; language: string },
): Promise<void> {
  noteServerTime(given.overview.at);
  // By this the router knows that its first picture is there.
  router.ssr = { manifest: undefined };
  await Promise.all([startI18n(language), router.load()]);
  document.documentElement.hidden = false;
  hydrateRoot(root, app);
}

/** Paints the first picture once: with its texts, its screen and what it shows. */
async function paint(root: HTMLElement): Promise<void> {
  await Promise.all([startI18n(), firstAnswers(), router.load()]);
  root.replaceChildren();
  document.documentElement.hidden = false;
  createRoot(root).render(app);
  tellAppStands();
}
