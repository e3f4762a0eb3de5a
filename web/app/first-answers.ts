import { createQueryClient, read } from "#web/api/queries.ts";
import { noteStaff } from "./first-requests.ts";

export const queryClient = createQueryClient();

/**
 * For so long the first picture waits to be whole. Later answers find the frame there, with room
 * for what they show.
 */
const WHOLE_WITHIN_MS = 300;

/** Resolves when the first screen's answers are there, and in any case soon. */
export async function firstAnswers(): Promise<void> {
  await Promise.race([ask(), new Promise((resolve) => setTimeout(resolve, WHOLE_WITHIN_MS))]);
}

/** Who is signed in, and for the staff on the main screen what it shows. */
async function ask(): Promise<void> {
  const session = { ...read("GET /session"), staleTime: Infinity, retry: false };
  await queryClient.prefetchQuery(session);
  const user = queryClient.getQueryData(session.queryKey)?.user ?? null;
  const isStaff = user !== null && user.tenantId === null;
  noteStaff(isStaff);
  if (!isStaff || location.pathname !== "/") return;
  await Promise.all([
    queryClient.prefetchQuery({ ...read("GET /overview"), retry: false }),
    queryClient.prefetchQuery({ ...read("GET /overview/flows"), retry: false }),
    queryClient.prefetchQuery({ ...read("GET /alarms", { query: {} }), retry: false }),
  ]);
}
