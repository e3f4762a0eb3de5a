import type { FaultOnWire, Problem } from "#api/contract/problem.ts";
import type { RouteAnswer, RouteRequest } from "#api/contract/route.ts";
import type { RouteName, routes } from "#api/contract/routes.ts";
import { askForPassword } from "./password-asking.ts";

type Routes = typeof routes;
/** The contract's routes by method and path; only types, so the schemas stay on the server. */
type RouteAt = {
  [Name in RouteName as `${Routes[Name]["method"]} ${Routes[Name]["path"]}`]: Routes[Name];
};

/** `GET /meters/:id` and so on: every route of the contract. */
export type Address = keyof RouteAt;
export type ReadAddress = Extract<Address, `GET ${string}`>;
export type RequestAt<A extends Address> = RouteRequest<RouteAt[A]>;
export type AnswerAt<A extends Address> = RouteAnswer<RouteAt[A]>;

/** Where the caller must name nothing the request may be left out. */
export type RequestArguments<A extends Address> = keyof RequestAt<A> extends never
  ? []
  : Record<never, never> extends RequestAt<A>
    ? [request?: RequestAt<A>]
    : [request: RequestAt<A>];

const REQUEST_AT_MOST_MS = 60_000;

/** An answer that is no success. `status` is 0 when the server could not be reached. */
export class CallError extends Error {
  readonly status: number;
  readonly faults: readonly FaultOnWire[];

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? "");
    this.name = "CallError";
    this.status = status;
    this.faults = problem.faults ?? [];
  }
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** The path under /api with its parameters and query filled in. */
export function pathOf(address: Address, { params = {}, query = {} }: Parts): string {
  const path = address
    .slice(address.indexOf(" ") + 1)
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text === "" ? "" : `?${text}`}`;
}

/** What is being sent: a second click on the same button waits for the first one's answer. */
const sending = new Map<string, Promise<unknown>>();

/**
 * Calls a route of the API. Throws a CallError when it does not succeed. The same POST twice at once
 * is one; the server knows it by its key when the network hands it over twice.
 */
export async function call<A extends Address>(
  address: A,
  ...[request]: RequestArguments<A>
): Promise<AnswerAt<A>> {
  const parts: Parts = request ?? {};
  if (!address.startsWith("POST ")) return send(address, parts);
  const same = JSON.stringify([address, parts]);
  const under = sending.get(same);
  if (under) return under as Promise<AnswerAt<A>>;
  const sent = send(address, parts);
  sending.set(same, sent);
  try {
    return await sent;
  } finally {
    sending.delete(same);
  }
}

const KEY_BYTES = 16;

/** Not randomUUID, which browsers have over HTTPS only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const PASSWORD_WANTED = "session.password-wanted";

/** Where the server wants the password once more, it is asked for, and then the request goes again. */
async function send<A extends Address>(address: A, parts: Parts): Promise<AnswerAt<A>> {
  try {
    return await sendOnce(address, parts);
  } catch (error) {
    const isWanted =
      error instanceof CallError && error.faults.some(({ code }) => code === PASSWORD_WANTED);
    if (!isWanted || !(await askForPassword())) throw error;
    return sendOnce(address, parts);
  }
}

async function sendOnce<A extends Address>(address: A, parts: Parts): Promise<AnswerAt<A>> {
  const response = await fetch(pathOf(address, parts), {
    method: address.slice(0, address.indexOf(" ")),
    headers: {
      "x-smartpm": "1",
      ...(address.startsWith("POST ") && { "idempotency-key": newKey() }),
      ...(parts.body !== undefined && { "content-type": "application/json" }),
    },
    ...(parts.body !== undefined && { body: JSON.stringify(parts.body) }),
    signal: AbortSignal.timeout(REQUEST_AT_MOST_MS),
  }).catch(() => {
    throw new CallError(0, {});
  });
  if (!response.ok) throw new CallError(response.status, await problemOf(response));
  return answerOf<A>(response);
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  return response.json().catch(() => ({ title: response.statusText }));
}

/** Guaranteed by the server: it checks each answer against the contract before it sends it. */
async function answerOf<A extends Address>(response: Response): Promise<AnswerAt<A>> {
  return (response.status === 204 ? null : await response.json()) as AnswerAt<A>;
}
