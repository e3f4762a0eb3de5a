import type { LadderLimitUnit } from "./tariff-document.ts";

/** What an explanation says of how a quantity is counted and priced, in one language. */
export interface SupplyWords {
  readonly received: string;
  readonly limitUnits: Readonly<Record<LadderLimitUnit, string>>;
  series(parts: {
    series: string;
    unit: string;
    times: string | undefined;
    plus: string | undefined;
  }): string;
  least(quantity: string, per: string): string;
  limitsPer(unit: string): string;
  widen(parts: { by: string; per: string; above: string | undefined }): string;
  gas(volumeCorrection: string, calorificValue: string): string;
}

export const ENGLISH_SUPPLY: SupplyWords = {
  received: "For what is sent back.",
  limitUnits: {
    "contract-demand": "kW of contracted demand",
    "transformer-capacity": "kVA of the transformers",
    "connected-capacity": "kW of connected capacity",
    area: "m2",
    dwellings: "dwelling",
    persons: "person",
    "service-points": "service point",
    "peak-demand": "kW of the highest demand (hours of use)",
  },
  series: ({ series, unit, times, plus }) => {
    const factor = times === undefined ? "" : ` × ${times}`;
    const markup = plus === undefined ? "" : ` + ${plus}`;
    return `The price "${series}" of its time${factor}${markup}, per ${unit}`;
  },
  least: (quantity, per) => `At least ${quantity} ${per} are charged`,
  limitsPer: (unit) => `The limits are for each ${unit}.`,
  widen: ({ by, per, above }) =>
    above === undefined
      ? `Every limit is ${by} higher for each ${per}.`
      : `Every limit is ${by} higher for each ${per} above ${above}.`,
  gas: (correction, value) => `Energy of gas: m3 × ${correction} × ${value}.`,
};

export const CHINESE_SUPPLY: SupplyWords = {
  received: "对上网（送出）的用量计费。",
  limitUnits: {
    "contract-demand": "千瓦合同需量",
    "transformer-capacity": "千伏安变压器容量",
    "connected-capacity": "千瓦接入容量",
    area: "平方米",
    dwellings: "户",
    persons: "人",
    "service-points": "个计量点",
    "peak-demand": "千瓦最高需量（利用小时）",
  },
  series: ({ series, unit, times, plus }) => {
    const factor = times === undefined ? "" : ` × ${times}`;
    const markup = plus === undefined ? "" : ` + ${plus}`;
    return `每 ${unit} 按当时的“${series}”价格${factor}${markup}`;
  },
  least: (quantity, per) => `${per}至少按 ${quantity} 计费`,
  limitsPer: (unit) => `各档限额按每${unit}计。`,
  widen: ({ by, per, above }) =>
    above === undefined
      ? `每${per}各档限额增加 ${by}。`
      : `超过 ${above} ${per}的，每${per}各档限额增加 ${by}。`,
  gas: (correction, value) => `燃气热量：m3 × ${correction} × ${value}。`,
};
