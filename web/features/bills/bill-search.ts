/** What the list of bills is narrowed to; part of the address, so that it can be shared. */
export interface BillSearch {
  readonly tenant?: number;
  /** `2026-10` */
  readonly month?: string;
  readonly state?: "issued" | "credited";
  readonly page?: number;
}

export function billSearch(given: Record<string, unknown>): BillSearch {
  const tenant = Number(given["tenant"]);
  const page = Number(given["page"]);
  const month = String(given["month"] ?? "");
  const state = (["issued", "credited"] as const).find((name) => name === given["state"]);
  return {
    ...(tenant > 0 && { tenant }),
    ...(page > 1 && { page }),
    ...(/^\d{4}-\d{2}$/.test(month) && { month }),
    ...(state && { state }),
  };
}
