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
export interface EvenSteps {
  readonly first: PowerFactorStep;
  readonly last: PowerFactorStep;
  readonly step: { readonly factor: string; readonly percent: string } | undefined;
}

/** A table of a hundred steps tires the reader: steps that are alike are told together. */
export function evenSteps(table: readonly PowerFactorStep[]): EvenSteps[] {
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

/** The percentage of a step with its sign: `+0.5 %`. */
export function signed({ percent }: PowerFactorStep): string {
  const isRaised = !percent.isNegative() && !percent.isZero();
  return `${isRaised ? "+" : ""}${percent.toString()} %`;
}
