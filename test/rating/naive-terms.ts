import type { Days, NaiveSurroundings, NaiveTerms, Scene } from "./naive-scene.ts";
import { Ratio } from "./ratio.ts";
import { dayNumber } from "./wall-clock.ts";
import type { Term, WrittenTariff } from "./written-tariff.ts";

export function termOf({ terms }: Scene, term: Term): Ratio {
  const value = terms[term];
  if (value === undefined) throw new Error(`the lease does not say ${term}`);
  return Ratio.parse(value);
}

export interface TermDays {
  readonly days: Days;
  readonly terms: NaiveTerms;
}

/** Days on which the lease says the same of what the tariff counts by. */
export function termDays(
  tariff: WrittenTariff,
  days: Days,
  { terms = [] }: NaiveSurroundings,
): TermDays[] {
  const used = tariff.charges.flatMap((charge): (Term | "peak-demand" | undefined)[] => {
    switch (charge.kind) {
      case "fixed":
        return [charge.times];
      case "consumption":
        return [charge.ladder?.limitsPer, charge.ladder?.widen?.per];
      case "demand":
        if (!charge.contract) return [];
        return charge.contract.leastPercentOfTransformer === undefined
          ? ["contract-demand"]
          : ["contract-demand", "transformer-capacity"];
      default:
        return [];
    }
  });
  const found: TermDays[] = [];
  for (let day = days.from; day < days.to; day += 1) {
    const values = terms.findLast(({ from }) => dayNumber(from) <= day)?.values ?? {};
    const last = found.at(-1);
    const isSame = used.every(
      (term) => term === undefined || term === "peak-demand" || last?.terms[term] === values[term],
    );
    if (last && isSame) {
      found[found.length - 1] = { ...last, days: { from: last.days.from, to: day + 1 } };
    } else found.push({ days: { from: day, to: day + 1 }, terms: values });
  }
  return found;
}
