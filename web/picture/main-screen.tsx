/**
 * The main screen as text, made by the server: it is seen before the app has come. The browser's app
 * then takes over the elements as they are; so both must draw the same.
 */
import { createMemoryHistory, createRouter } from "@tanstack/react-router";
import i18next, { changeLanguage } from "i18next";
import { StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { App } from "#web/app/app.tsx";
import { type GivenAnswers, keepAnswers } from "#web/app/given-answers.ts";
import { overview, root } from "#web/app/first-routes.ts";
import { noteServerTime } from "#web/app/site-time.ts";
import { createQueryClient } from "#web/api/queries.ts";
import { knownLanguage, LANGUAGES, loadTexts, pageLanguage, prepareTexts } from "#web/i18n/i18n.ts";

await prepareTexts();
await Promise.all(LANGUAGES.map((language) => loadTexts(language)));

/** The language in which somebody's page is drawn, as the page names it. */
export function languageOfPage(wanted: string): string {
  return pageLanguage(knownLanguage(wanted));
}

/** Draws the main screen of a signed-in member of the staff in the language, or in English. */
export async function drawMainScreen(answers: GivenAnswers, wanted: string): Promise<string> {
  const language = knownLanguage(wanted);
  const client = createQueryClient();
  keepAnswers(client, answers);
  const router = createRouter({
    routeTree: root.addChildren([overview]),
    history: createMemoryHistory({ initialEntries: ["/"] }),
    scrollRestoration: false,
    isServer: true,
  });
  await router.load();
  // From here to the text without a pause: language, time and region are of this picture alone.
  void changeLanguage(language);
  if (i18next.language !== language) throw new Error(`no texts in ${language}`);
  noteServerTime(answers.overview.at);
  return renderToString(
    <StrictMode>
      <App client={client} router={router} />
    </StrictMode>,
  );
}
