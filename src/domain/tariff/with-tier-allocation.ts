import type { TariffDocument, TierAllocation } from "./tariff-document.ts";

/** The same tariff, with every ladder shared between TOU periods in another way. */
export function withTierAllocation(
  document: TariffDocument,
  allocation: TierAllocation,
): TariffDocument {
  return {
    ...document,
    charges: document.charges.map((charge) =>
      charge.kind === "consumption" && charge.ladder
        ? { ...charge, ladder: { ...charge.ladder, allocation } }
        : charge,
    ),
  };
}
