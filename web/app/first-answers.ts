import type { FetchQueryOptions } from "@tanstack/react-query";
import { createQueryClient, read } from "#web/api/queries.ts";

export const queryClient = createQueryClient();

/**
 * For so long the first picture waits to be whole. Later answers find the frame there, with room
 * for what they show.
 */
const WHOLE_WITHIN_MS = 300;

/** Resolves when it is known who is signed in, and in any case soon. */
export async function firstAnswers(): Promise<void> {
  const session = { ...read("GET /session"), staleTime: Infinity, retry: false };
  await Promise.race([
    queryClient.prefetchQuery(session),
    new Promise((resolve) => setTimeout(resolve, WHOLE_WITHIN_MS)),
  ]);
}

/**
 * Asks for what a screen shows while its part of the app is still on the way; the screen, which asks
 * for the same, then has it or waits for less. Not where a pointer only passes over the link, and not
 * for a meter: its own answer, come early, would have its trend wait for the page's first picture.
 */
export function ask<Answer>(
  cause: "preload" | "enter" | "stay",
  wanted: FetchQueryOptions<Answer, Error, Answer, readonly unknown[]>,
): void {
  if (cause === "enter") void queryClient.prefetchQuery(wanted);
}
