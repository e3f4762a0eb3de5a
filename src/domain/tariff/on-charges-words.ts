import type { PowerFactorStep, ReactiveFlow } from "./charge-on-charges.ts";

/** What an explanation says of charges on charges and of reactive energy, in one language. */
export interface OnChargesWords {
  percentage(percent: string, on: string): string;
  powerFactor(on: string): string;
  powerFactorSteps(table: readonly PowerFactorStep[]): readonly string[];
  reactive(parts: { price: string; free: string; flow: ReactiveFlow }): string;
  most(amount: string, per: string, on: string): string;
}

/** Steps of a table that go down evenly, told as one; `step` is undefined where there is but one. */
interface EvenSteps {
  readonly first: PowerFactorStep;
  readonly last: PowerFactorStep;
  readonly step: { readonly factor: string; readonly percent: string } | undefined;
}

/** A table of a hundred steps tires the reader: steps that are alike are told together. */
function evenSteps(table: readonly PowerFactorStep[]): EvenSteps[] {
  const runs: EvenSteps[] = [];
  for (const last of table) {
    const run = runs.at(-1);
    const before = run?.last;
    const step = before && {
      factor: before.from.minus(last.from).normalized().toString(),
      percent: last.percent.minus(before.percent).normalized().toString(),
    };
    const isEven = run?.step?.factor === step?.factor && run?.step?.percent === step?.percent;
    if (run && step && (isEven || !run.step)) runs[runs.length - 1] = { ...run, last, step };
    else runs.push({ first: last, last, step: undefined });
  }
  return runs;
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
    evenSteps(table).map(({ first, last, step }) =>
      step
        ? `  from ${first.from} down to ${last.from}: ${signed(first)} to ${signed(last)}, ${step.percent} % more for each ${step.factor} less`
        : `  from ${first.from}: ${signed(first)}`,
    ),
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
    evenSteps(table).map(({ first, last, step }) =>
      step
        ? `  ${first.from} 至 ${last.from}：${signed(first)} 至 ${signed(last)}，每降低 ${step.factor} 增加 ${step.percent} %`
        : `  ${first.from} 起：${signed(first)}`,
    ),
  reactive: ({ price, free, flow }) =>
    free === "0"
      ? `${CHINESE_FLOWS[flow]}无功电量每 kvarh ${price}`
      : `${CHINESE_FLOWS[flow]}无功电量超过有功电量 ${free} % 的部分，每 kvarh ${price}`,
  most: (amount, per, on) => `${on}${per}至多 ${amount}，超出部分扣减`,
};
