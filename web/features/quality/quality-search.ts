import type { ExceptionQuery } from "#api/contract/exceptions.ts";

type Severity = NonNullable<ExceptionQuery["severity"]>;

export const SEVERITIES = ["critical", "warning", "info"] as const satisfies Severity[];

/** Which exceptions are shown, and which one is looked at; part of the address. */
export interface QualitySearch {
  readonly state?: "decided";
  readonly severity?: Severity;
  readonly point?: number;
  readonly page?: number;
  readonly exception?: number;
}

export function qualitySearch(given: Record<string, unknown>): QualitySearch {
  const severity = SEVERITIES.find((name) => name === given["severity"]);
  const numberOf = (name: string) => {
    const value = Number(given[name]);
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  };
  const [point, page, exception] = ["point", "page", "exception"].map(numberOf);
  return {
    ...(given["state"] === "decided" && { state: "decided" }),
    ...(severity && { severity }),
    ...(point !== undefined && { point }),
    ...(page !== undefined && page > 1 && { page }),
    ...(exception !== undefined && { exception }),
  };
}
