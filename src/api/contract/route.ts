import type { z } from "zod";
import type { Role } from "#domain/core/role.ts";

/** An answer that is not JSON. */
export interface StreamedAnswer {
  readonly mediaType:
    | "application/pdf"
    | "text/event-stream"
    | "image/*"
    | "text/csv"
    | "application/json"
    | "text/plain";
}

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
  /** Whether it touches nothing but the caller's own account, which no tenant's database role may. */
  readonly isOwnAccount?: true;
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
