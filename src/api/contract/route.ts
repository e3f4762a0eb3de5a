import type { z } from "zod";
import type { ApiScope } from "#domain/core/api-scope.ts";
import type { Role } from "#domain/core/role.ts";

/** An answer that is not JSON. */
export interface StreamedAnswer {
  readonly mediaType:
    | "application/pdf"
    | "application/zip"
    | "text/event-stream"
    | "image/*"
    | "text/csv"
    | "application/json"
    | "text/plain";
}

/** What a request can name that belongs to one site. */
export type SiteThing =
  | "alarm"
  | "balanceZone"
  | "bill"
  | "billRun"
  | "channel"
  | "costPool"
  | "exception"
  | "import"
  | "lease"
  | "leaseAddOn"
  | "leaseTerm"
  | "ledgerEntry"
  | "line"
  | "lineCommand"
  | "mail"
  | "meter"
  | "monthlyReport"
  | "priceSeries"
  | "propertyImport"
  | "servicePoint"
  | "site"
  | "space"
  | "tariff"
  | "tariffEvent"
  | "tariffVersion"
  | "taxExemption"
  | "tenant";

/** Where a request names something: `params.id`, `body.parts.pointId` of every part. */
export type NamedAt = `${"params" | "query" | "body"}.${string}`;

/**
 * Which sites a route concerns, for users who are limited to some:
 * - things that the request names: each must be of the user's sites, else it is not there;
 * - `own-rows`: it names none, and answers with what there is of the user's sites;
 * - `none`: nothing of any site, or only what is the same for everybody, or one's own account;
 * - `all`: the whole installation, not for who is limited to sites.
 */
export type RouteSites = "none" | "own-rows" | "all" | Readonly<Record<NamedAt, SiteThing>>;

/**
 * One route: what server, typed client, OpenAPI document and authorization test derive from.
 *
 * `roles` is who may call it at all; "anyone" includes people who are not signed in. What of the
 * answer a tenant sees is limited to its own by the endpoint.
 */
export interface RouteContract {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below /api; `:name` is a parameter. */
  readonly path: `/${string}`;
  readonly roles: "anyone" | readonly Role[];
  readonly sites: RouteSites;
  /** The scope in which programs may call it by a token; left out where it changes something: none. */
  readonly scope?: Exclude<ApiScope, "read">;
  /** Whether it touches nothing but the caller's own account, which no tenant's database role may. */
  readonly isOwnAccount?: true;
  /** Whether who has a password of somebody else's choosing may call it: to choose an own one. */
  readonly isOpenBeforeOwnPassword?: true;
  /** Whether the password must have been said lately: it decides who can sign in, or stays so. */
  readonly asksPassword?: true;
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** 200 when left out; 204 has no body. */
  readonly status?: 200 | 201 | 204;
  readonly response: z.ZodType | StreamedAnswer;
}

type Input<Schema> = Schema extends z.ZodType ? z.input<Schema> : never;

/** What a caller must give: the parts the route has, before defaults. */
export type RouteRequest<Route extends RouteContract> = {
  readonly [Part in Extract<keyof Route, "params" | "query" | "body">]: Input<Route[Part]>;
};

/** What a caller gets as JSON; never for streamed answers. */
export type RouteAnswer<Route extends RouteContract> = Route["response"] extends z.ZodType
  ? z.output<Route["response"]>
  : never;

/** Whether the route answers with JSON (or nothing) rather than a stream. */
export function answersJson(response: RouteContract["response"]): response is z.ZodType {
  return !("mediaType" in response);
}

/** Every request that is not a GET carries this header, else it is refused as foreign (CSRF). */
export const OWN_REQUEST_HEADER = { name: "x-smartpm", value: "1" } as const;

/** The scope that a token needs for the route; undefined: no token opens it. */
export function scopeOf({
  method,
  roles,
  scope,
  isOwnAccount,
}: RouteContract): ApiScope | undefined {
  const isForAdministrators = roles !== "anyone" && roles.every((role) => role === "administrator");
  if (isOwnAccount || isForAdministrators) return undefined;
  return method === "GET" ? "read" : scope;
}

/** By it a request that makes money or readings is known again, and done once. */
export const IDEMPOTENCY_HEADER = "idempotency-key";

/** Whether the route heeds the header: every POST that makes money or readings. */
export function isDoneOnce({ method, scope }: RouteContract): boolean {
  return method === "POST" && (scope === "readings" || scope === "billing");
}
