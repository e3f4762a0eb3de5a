import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { IDEMPOTENCY_HEADER } from "#api/contract/route.ts";
import {
  findRequest,
  giveKeyBack,
  keepAnswer,
  type KnownRequest,
  type RequestKey,
  takeKey,
} from "#storage/idempotent-requests.ts";
import type { ApiContext } from "./endpoint.ts";
import { ProblemError } from "./problem.ts";

/** Of two at once the second waits for the first's answer, so long at most. */
const LOOKS_AT_MOST = 50;
const BETWEEN_LOOKS_MS = 200;

interface Asked {
  readonly route: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Does what a request asks once for each key of the header Idempotency-Key: the same request again
 * gets the same answer, and does nothing. Without the header it is simply done. What is refused is
 * not kept, for nothing was done; what failed half-way is, for nobody knows how far it came.
 */
export async function answerOnce(
  context: Pick<ApiContext, "database" | "clock">,
  asked: Asked,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const { request, reply, route } = asked;
  const key = request.headers[IDEMPOTENCY_HEADER];
  if (typeof key !== "string") return work();
  const { database, clock } = context;
  const own: RequestKey = { owner: ownerOf(request), key };
  const bodySha256 = sha256(JSON.stringify([request.params, request.query, request.body ?? null]));
  if (!(await takeKey(database, { ...own, route, bodySha256, at: clock.now() }))) {
    const known = await awaitAnswer(context, own);
    if (!known) return answerOnce(context, asked, work);
    return repeated(known, { route, bodySha256, reply });
  }
  try {
    const answer = await work();
    await keepAnswer(database, { ...own, status: reply.statusCode, answer });
    return answer;
  } catch (error) {
    if (error instanceof ProblemError) await giveKeyBack(database, own);
    throw error;
  }
}

function repeated(
  known: KnownRequest,
  now: { readonly route: string; readonly bodySha256: string; readonly reply: FastifyReply },
): unknown {
  if (known.route !== now.route || known.bodySha256 !== now.bodySha256) {
    throw new ProblemError(
      "key-in-use",
      "another request came with this Idempotency-Key: make a new one",
    );
  }
  if (known.status === null) {
    now.reply.header("retry-after", 5);
    throw new ProblemError(
      "not-possible",
      "a request with this Idempotency-Key is under way, or was cut off: ask again, then look whether it was done",
    );
  }
  now.reply.code(known.status).header("idempotency-replayed", "true");
  return known.answer;
}

/** The request that has the key, when it is answered or the waiting is over. */
async function awaitAnswer(
  { database }: Pick<ApiContext, "database">,
  own: RequestKey,
): Promise<KnownRequest | undefined> {
  let known = await findRequest(database, own);
  for (let look = 0; known?.status === null && look < LOOKS_AT_MOST; look += 1) {
    await pause(BETWEEN_LOOKS_MS);
    known = await findRequest(database, own);
  }
  return known;
}

/** Devices have no user: theirs is the line whose token they bring. */
function ownerOf({ caller, headers }: FastifyRequest): string {
  return caller ? `user ${caller.user.id}` : `push ${sha256(headers.authorization ?? "")}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
