import { QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import { type AnswerAt, call, CallError, type ReadAddress, type RequestArguments } from "./call.ts";

const RETRIES = 2;

/** Reads a route; the address and the request are the key under which the answer is kept. */
export function read<A extends ReadAddress>(address: A, ...request: RequestArguments<A>) {
  return queryOptions<AnswerAt<A>, Error, AnswerAt<A>, readonly unknown[]>({
    queryKey: [address, ...request],
    queryFn: () => call(address, ...request),
  });
}

/** Answers kept by the app. An answer "not signed in" shows the sign-in, whatever asked. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (error instanceof CallError && error.status === 401) signedOut(client);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) =>
          failures < RETRIES &&
          !(error instanceof CallError && error.status >= 400 && error.status < 500),
      },
    },
  });
  return client;
}

/** What the door asks for: it is nobody's own, and may be on its way when an answer shows the door. */
const ASKED_AT_THE_DOOR: readonly unknown[] = [
  "GET /session",
  "GET /setup",
] satisfies ReadAddress[];

/** Forgets everything that was read as somebody and shows the sign-in. */
export function signedOut(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => !ASKED_AT_THE_DOOR.includes(queryKey[0]) });
  client.setQueryData(read("GET /session").queryKey, {
    user: null,
    sites: [],
    ownPasswordWanted: false,
    secondFactorWanted: false,
  });
}
