import type { TariffDocument } from "./tariff-document.ts";

/** How long power is averaged for demand that intervals of `stepMinutes` cannot tell, in minutes. */
export function untoldDemandMinutes(
  { charges }: TariffDocument,
  stepMinutes: number,
): number | undefined {
  const untold = charges.find(
    (charge) =>
      charge.kind === "demand" &&
      [charge.intervalMinutes, charge.stepMinutes].some((length = 0) => length % stepMinutes !== 0),
  );
  return untold?.kind === "demand" ? untold.intervalMinutes : undefined;
}

/**
 * The same tariff with demand averaged over the intervals of the readings, whatever they are: an
 * estimate, below what the tariff's own shorter interval would show.
 */
export function withDemandAsRead(document: TariffDocument): TariffDocument {
  return {
    ...document,
    charges: document.charges.map((charge) =>
      charge.kind === "demand"
        ? { ...charge, intervalMinutes: undefined, averaging: "block", stepMinutes: undefined }
        : charge,
    ),
  };
}
