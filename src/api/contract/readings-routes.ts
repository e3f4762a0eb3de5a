import { ROLES } from "#domain/core/role.ts";
import {
  exceptionDecision,
  exceptionDetails,
  exceptionList,
  exceptionQuery,
} from "./exceptions.ts";
import {
  changedReading,
  exchangeDone,
  exchangeRequest,
  readingCheck,
  readingCheckQuery,
  readingCorrection,
  readingEntry,
  readingList,
  readingQuery,
} from "./readings.ts";
import { lineInAddress, lineTrace } from "./line-trace.ts";
import { byId, STAFF, TECHNICAL } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";
import {
  validationRulesAsked,
  validationRulesHistory,
  validationRulesQuery,
} from "./validation-rules.ts";

/** Readings as evidence: what is odd about them, by hand, corrected, exchanged meters. */
export const readingsRoutes = {
  listExceptions: {
    method: "GET",
    path: "/exceptions",
    roles: STAFF,
    summary: "What is odd about readings, the gravest first.",
    query: exceptionQuery,
    response: exceptionList,
  },
  readException: {
    method: "GET",
    path: "/exceptions/:id",
    roles: STAFF,
    summary: "One exception with the bills and the money that it touches.",
    params: byId,
    response: exceptionDetails,
  },
  decideException: {
    method: "POST",
    path: "/exceptions/:id/decision",
    roles: TECHNICAL,
    summary: "Accepts readings as they are, puts an estimate in their place, or takes that back.",
    params: byId,
    body: exceptionDecision,
    response: exceptionDetails,
  },
  listReadings: {
    method: "GET",
    path: "/meters/:id/readings",
    roles: STAFF,
    summary: "Register values of local days with their quality and every change of them.",
    params: byId,
    query: readingQuery,
    response: readingList,
  },
  checkReading: {
    method: "GET",
    path: "/meters/:id/reading-check",
    roles: STAFF,
    summary: "What a register value would mean if it were entered.",
    params: byId,
    query: readingCheckQuery,
    response: readingCheck,
  },
  enterReading: {
    method: "POST",
    path: "/meters/:id/readings",
    roles: TECHNICAL,
    summary: "Stores a register value that a person has read.",
    params: byId,
    body: readingEntry,
    status: 201,
    response: changedReading,
  },
  correctReading: {
    method: "POST",
    path: "/meters/:id/corrections",
    roles: TECHNICAL,
    summary: "Puts another value in place of a reading, or withdraws it; what stood there is kept.",
    params: byId,
    body: readingCorrection,
    response: changedReading,
  },
  exchangeMeter: {
    method: "POST",
    path: "/meters/:id/exchange",
    roles: TECHNICAL,
    summary: "Notes that a meter gave way to another, with what both registers showed.",
    params: byId,
    body: exchangeRequest,
    status: 201,
    response: exchangeDone,
  },
  traceLine: {
    method: "GET",
    path: "/bills/:id/lines/:line/trace",
    roles: ROLES,
    summary: "Why a bill line is what it is: down to the stored register values and their history.",
    params: lineInAddress,
    response: lineTrace,
  },
  readValidationRules: {
    method: "GET",
    path: "/validation-rules",
    roles: STAFF,
    summary: "When a reading of a site is doubtful, now and before.",
    query: validationRulesQuery,
    response: validationRulesHistory,
  },
  changeValidationRules: {
    method: "POST",
    path: "/validation-rules",
    roles: TECHNICAL,
    summary: "Sets rules for what is read from now on; what was judged stays so.",
    body: validationRulesAsked,
    response: validationRulesHistory,
  },
} as const satisfies Record<string, RouteContract>;
