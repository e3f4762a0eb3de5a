import type { Charge, TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { SideChannels } from "./circumstances.ts";

/** A channel beside the one that is priced. */
export type SideChannel = keyof SideChannels;

/** The channels that a tariff asks for beside the one that it prices: what has to be loaded for it. */
export function askedChannels({ charges }: TariffDocument): ReadonlySet<SideChannel> {
  return new Set(charges.flatMap(channelsOf));
}

function channelsOf(charge: Charge): readonly SideChannel[] {
  switch (charge.kind) {
    case "power-factor":
      return ["reactiveImport", "reactiveExport"];
    case "reactive":
      if (charge.flow === "both") return ["reactiveImport", "reactiveExport"];
      return [charge.flow === "import" ? "reactiveImport" : "reactiveExport"];
    case "demand":
      return charge.unit === "kVA" ? ["reactiveImport", "reactiveExport"] : [];
    case "consumption":
      return charge.flow === "received" ? ["received"] : [];
    case "series":
    case "fixed":
    case "percentage":
    case "minimum":
    case "maximum":
      return [];
  }
}
