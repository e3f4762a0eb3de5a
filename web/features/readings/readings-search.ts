/** Whose day of readings is shown; part of the address. */
export interface ReadingsSearch {
  /** A local day; today when it is left out. */
  readonly day?: string;
  readonly channel?: number;
}

export function readingsSearch(given: Record<string, unknown>): ReadingsSearch {
  const day = String(given["day"] ?? "");
  const channel = Number(given["channel"]);
  return {
    ...(/^\d{4}-\d{2}-\d{2}$/.test(day) && { day }),
    ...(Number.isSafeInteger(channel) && channel > 0 && { channel }),
  };
}
