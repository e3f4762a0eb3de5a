import type { Decimal } from "#domain/core/decimal.ts";
import type { DemandCharge, DemandContract, DemandMeasure, Ratchet } from "./demand-charge.ts";

/** What an explanation says of demand, in one language. */
export interface DemandWords {
  interval(charge: DemandCharge): string;
  measure(measure: DemandMeasure): string;
  ratchet(ratchet: Ratchet): string;
  least(demand: string): string;
  contract(contract: DemandContract): string;
}

/** Which power of the intervals in a month. */
function englishInterval({ unit, intervalMinutes, averaging, stepMinutes }: DemandCharge): string {
  const power = unit === "kVA" ? "apparent power" : "power";
  if (intervalMinutes === undefined) return `average ${power}, over an interval of the readings`;
  const begins = stepMinutes === undefined ? "with every reading" : `every ${stepMinutes} min`;
  const lie = averaging === "rolling" ? `beginning ${begins}` : "side by side";
  return `average ${power}, over ${intervalMinutes} min ${lie}`;
}

export const ENGLISH_DEMAND: DemandWords = {
  interval(charge) {
    const interval = englishInterval(charge);
    const { measure } = charge;
    switch (measure.kind) {
      case "at-events":
        return `For the mean of the average power in the declared intervals "${measure.events}".`;
      case "mean-of-highest":
        return `For the mean of the ${measure.count} highest of the calendar month: ${interval}.`;
      case "highest":
      case "mean-of-months":
        return `For the highest ${interval.replace(", ", " of the calendar month, ")}.`;
    }
  },
  measure(measure) {
    switch (measure.kind) {
      case "highest":
        return "";
      case "mean-of-highest":
        return measure.onDifferentDays ? "Of each day only its highest counts." : "";
      case "mean-of-months": {
        const { count, leastOfMonth } = measure;
        const least = leastOfMonth.isZero()
          ? ""
          : `, each counted as ${leastOfMonth.toString()} at least`;
        return `Billed is the mean of the peaks of ${count} months, this one the last${least}.`;
      }
      case "at-events":
        return measure.within === "month"
          ? "Those of the calendar month count."
          : "Those of the calendar year before count.";
    }
  },
  ratchet({ percent, months, ofMonths }) {
    const only = ofMonths ? `, of these only months ${[...ofMonths].join(", ")} of the year` : "";
    return `At least ${percent.toString()} % of the highest of the ${months} months before${only}.`;
  },
  least: (demand) => `At least ${demand}.`,
  contract(contract) {
    const { reading, leastPercent, freePercent, beyondFactor, leastPercentOfTransformer } =
      contract;
    const least = isAll(leastPercent)
      ? "Below the contracted demand, the contract is billed."
      : `At least ${leastPercent.toString()} % of the contracted demand is billed.`;
    const free = `${freePercent.toString()} % of the contract`;
    const base = reading === "A" ? "the contract" : free;
    const transformer = leastPercentOfTransformer
      ? ` The contract counts as ${leastPercentOfTransformer.toString()} % of the transformers' kVA at least.`
      : "";
    return `${least} Up to ${free}, no more than the contract. Above it, ${base} at the price, and what is beyond ${free} at ${beyondFactor.toString()} times the price.${transformer}`;
  },
};

function chineseInterval({ unit, intervalMinutes, averaging, stepMinutes }: DemandCharge): string {
  const power = unit === "kVA" ? "平均视在功率" : "平均功率";
  if (intervalMinutes === undefined) return `${power}，以一个读数区间为平均时间`;
  const begins = stepMinutes === undefined ? "每次读数" : `每 ${stepMinutes} 分钟`;
  const lie = averaging === "rolling" ? `${begins}起算的滑动区间` : "依次相接的区间";
  return `${power}，平均时间 ${intervalMinutes} 分钟，取${lie}`;
}

export const CHINESE_DEMAND: DemandWords = {
  interval(charge) {
    const interval = chineseInterval(charge);
    const { measure } = charge;
    switch (measure.kind) {
      case "at-events":
        return `按所公布区间“${measure.events}”内平均功率的平均值计费。`;
      case "mean-of-highest":
        return `按自然月内最高 ${measure.count} 个值的平均值计费：${interval}。`;
      case "highest":
      case "mean-of-months": {
        const [power = "", ...rest] = interval.split("，");
        return [`按自然月内最高${power}计费`, ...rest].join("，").concat("。");
      }
    }
  },
  measure(measure) {
    switch (measure.kind) {
      case "highest":
        return "";
      case "mean-of-highest":
        return measure.onDifferentDays ? "每日只计其最高值。" : "";
      case "mean-of-months": {
        const { count, leastOfMonth } = measure;
        const least = leastOfMonth.isZero() ? "" : `，每月至少按 ${leastOfMonth.toString()} 计`;
        return `按含本月在内 ${count} 个月最高值的平均值计费${least}。`;
      }
      case "at-events":
        return measure.within === "month" ? "计入本自然月的区间。" : "计入上一自然年的区间。";
    }
  },
  ratchet({ percent, months, ofMonths }) {
    const only = ofMonths ? `（仅计 ${[...ofMonths].join("、")} 月）` : "";
    return `不低于前 ${months} 个月最高值的 ${percent.toString()} %${only}。`;
  },
  least: (demand) => `至少按 ${demand} 计。`,
  contract(contract) {
    const { reading, leastPercent, freePercent, beyondFactor, leastPercentOfTransformer } =
      contract;
    const least = isAll(leastPercent)
      ? "未达到合同需量的，按合同需量计费。"
      : `至少按合同需量的 ${leastPercent.toString()} % 计费。`;
    const free = `合同需量的 ${freePercent.toString()} %`;
    const base = reading === "A" ? "合同需量" : free;
    const transformer = leastPercentOfTransformer
      ? `合同需量不低于变压器容量的 ${leastPercentOfTransformer.toString()} %。`
      : "";
    return `${least}不超过${free}的，不超过合同需量计费。超过的，${base}按单价计费，超出${free}的部分按单价的 ${beyondFactor.toString()} 倍计费。${transformer}`;
  },
};

function isAll(percent: Decimal): boolean {
  return percent.normalized().toString() === "100";
}
