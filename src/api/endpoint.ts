import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { RouteAnswer, RouteContract } from "#api/contract/route.ts";
import type { RouteName, routes } from "#api/contract/routes.ts";
import type { TenantId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { BillPreviewer } from "#documents/bill-preview.ts";
import type { Clock } from "#platform/clock.ts";
import type { Configuration } from "#platform/configuration.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import type { SecretBox } from "#platform/secrets.ts";
import type { UserAccount } from "#storage/users.ts";
import type { EventHub } from "./event-hub.ts";

/** What every endpoint works with. */
export interface ApiContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: readonly MeterModel[];
  readonly events: EventHub;
  /** Tariffs to begin with. */
  readonly tariffExamples: readonly { readonly name: string; readonly document: unknown }[];
  readonly box: SecretBox;
  /** Shows bills as they would look. */
  readonly previewer: BillPreviewer;
  /** The mail server of the configuration, which goes before the one that people enter. */
  readonly configuredMail: Configuration["mail"];
  /** Where this installation keeps what it keeps; undefined: nothing is told of it. */
  readonly keeping?: Keeping | undefined;
  /** Whether who works here needs one; left out: it is offered. */
  readonly secondFactor?: Configuration["secondFactor"] | undefined;
  /** How browsers reach the web, for links in mails; undefined: as the request did. */
  readonly publicUrl?: string | undefined;
}

/** Where an installation keeps what it keeps, for the page of the system and for the metrics. */
export interface Keeping extends Pick<Configuration, "dataFolder" | "backup" | "metricsToken"> {
  /** Whether the database is the embedded one. */
  readonly hasOwnDatabase: boolean;
}

/** Who sends the request. */
export interface Caller {
  readonly user: UserAccount;
  /** Of the session, or of the program's token. */
  readonly tokenSha256: string;
  /** Of a session: whether its user has a second factor. */
  readonly hasSecondFactor?: boolean;
  /** Of a session: whether its user's password is one that somebody else chose. */
  readonly hasGivenPassword?: boolean;
  /** Of a session: when its user said the password last. */
  readonly passwordSaidAt?: Temporal.Instant;
  /** Set where a program asks by an API token, in the user's name. */
  readonly program?: { readonly name: string; readonly scopes: readonly string[] };
}

/** Whose data the caller is limited to; undefined: no tenant's in particular, all of it. */
export function tenantLimit(caller: Caller): TenantId | undefined {
  return caller.user.tenantId ?? undefined;
}

type Routes = typeof routes;
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : never;

/** The parts of the request, checked by the contract, and who sent it. */
export type EndpointRequest<Name extends RouteName> = {
  readonly [Part in Extract<keyof Routes[Name], "params" | "query" | "body">]: Parsed<
    Routes[Name][Part]
  >;
} & {
  readonly caller: Routes[Name]["roles"] extends "anyone" ? Caller | undefined : Caller;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
};

/** JSON by the contract; a streamed answer goes through `reply`. */
type EndpointAnswer<Route extends RouteContract> = Route["response"] extends z.ZodType
  ? RouteAnswer<Route>
  : unknown;

export type Endpoint<Name extends RouteName> = (
  context: ApiContext,
  request: EndpointRequest<Name>,
) => Promise<EndpointAnswer<Routes[Name]>>;

/** One endpoint for every route of the contract; the compiler finds what is missing. */
export type Endpoints = { readonly [Name in RouteName]: Endpoint<Name> };
