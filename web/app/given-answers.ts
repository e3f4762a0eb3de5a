import type { QueryClient } from "@tanstack/react-query";
import type { AnswerAt } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";

/** What the main screen shows, as the server's routes answer it. */
export interface GivenAnswers {
  readonly session: AnswerAt<"GET /session">;
  readonly overview: AnswerAt<"GET /overview">;
  readonly flows: AnswerAt<"GET /overview/flows">;
  readonly alarms: AnswerAt<"GET /alarms">;
}

/** Keeps them as if they had just been asked for. */
export function keepAnswers(client: QueryClient, answers: GivenAnswers): void {
  client.setQueryData(read("GET /session").queryKey, answers.session);
  client.setQueryData(read("GET /overview").queryKey, answers.overview);
  client.setQueryData(read("GET /overview/flows").queryKey, answers.flows);
  client.setQueryData(read("GET /alarms", { query: {} }).queryKey, answers.alarms);
}

/** The answers that came with the page; undefined where it came without a picture. */
export function answersOfPage(): GivenAnswers | undefined {
  const text = document.querySelector("#first-answers")?.textContent;
  // Guaranteed by the server: it checks each answer against the contract before it sends it.
  return text === undefined ? undefined : (JSON.parse(text) as GivenAnswers);
}
