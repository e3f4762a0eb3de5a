import type { PowerFactorStep, ReactiveFlow } from "./charge-on-charges.ts";

/** What an explanation says of charges on charges and of reactive energy, in one language. */
export interface OnChargesWords {
  percentage(percent: string, on: string): string;
  powerFactor(on: string): string;
  powerFactorSteps(table: readonly PowerFactorStep[]): readonly string[];
  reactive(parts: { price: string; free: string; flow: ReactiveFlow }): string;
  most(amount: string, per: string, on: string): string;
}

/** Steps told at each end of a long table. */
const STEPS_TOLD = 3;

/** The first steps, the one without adjustment, and the last: a table of a hundred tires the reader. */
function tellingSteps(table: readonly PowerFactorStep[]): readonly PowerFactorStep[] {
  if (table.length <= 3 * STEPS_TOLD) return table;
  return table.filter(
    ({ percent }, n) => n < STEPS_TOLD || percent.isZero() || n >= table.length - STEPS_TOLD,
  );
}

function signed({ percent }: PowerFactorStep): string {
  const isRaised = !percent.isNegative() && !percent.isZero();
  return `${isRaised ? "+" : ""}${percent.toString()} %`;
}

const ENGLISH_FLOWS: Readonly<Record<ReactiveFlow, string>> = {
  import: "drawn",
  export: "sent back",
  both: "drawn and sent back",
};

export const ENGLISH_ON_CHARGES: OnChargesWords = {
  percentage: (percent, on) => `${percent} % of ${on}`,
  powerFactor: (on) => `A share of ${on} by the average power factor of the billing period:`,
  powerFactorSteps: (table) =>
    tellingSteps(table).map((step) => `  from ${step.from.toString()}: ${signed(step)}`),
  reactive: ({ price, free, flow }) =>
    free === "0"
      ? `${price} per kvarh of reactive energy ${ENGLISH_FLOWS[flow]}`
      : `${price} per kvarh of reactive energy ${ENGLISH_FLOWS[flow]} above ${free} % of the active energy`,
  most: (amount, per, on) => `At most ${amount} ${per} for ${on}; what is above is taken off`,
};

const CHINESE_FLOWS: Readonly<Record<ReactiveFlow, string>> = {
  import: "吸收的",
  export: "送出的",
  both: "吸收和送出的",
};

export const CHINESE_ON_CHARGES: OnChargesWords = {
  percentage: (percent, on) => `${on}的 ${percent} %`,
  powerFactor: (on) => `按计费周期平均功率因数调整${on}：`,
  powerFactorSteps: (table) =>
    tellingSteps(table).map((step) => `  ${step.from.toString()} 起：${signed(step)}`),
  reactive: ({ price, free, flow }) =>
    free === "0"
      ? `${CHINESE_FLOWS[flow]}无功电量每 kvarh ${price}`
      : `${CHINESE_FLOWS[flow]}无功电量超过有功电量 ${free} % 的部分，每 kvarh ${price}`,
  most: (amount, per, on) => `${on}${per}至多 ${amount}，超出部分扣减`,
};
