import type { ReactiveFlow } from "./charge-on-charges.ts";
import type { DemandCharge } from "./demand-charge.ts";
import { type DemandWords, isWhole } from "./demand-words.ts";
import { evenSteps, type OnChargesWords, signed } from "./on-charges-words.ts";
import type { SupplyWords } from "./supply-words.ts";
import type { TariffWords } from "./tariff-words.ts";

function intervalText({ unit, intervalMinutes, averaging, stepMinutes }: DemandCharge): string {
  const power = unit === "kVA" ? "平均视在功率" : "平均功率";
  if (intervalMinutes === undefined) return `${power}，以一个读数区间为平均时间`;
  const begins = stepMinutes === undefined ? "每次读数" : `每 ${stepMinutes} 分钟`;
  const lie = averaging === "rolling" ? `${begins}起算的滑动区间` : "依次相接的区间";
  return `${power}，平均时间 ${intervalMinutes} 分钟，取${lie}`;
}

const DEMAND: DemandWords = {
  interval(charge) {
    const interval = intervalText(charge);
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
    const least = isWhole(leastPercent)
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

const FLOWS: Readonly<Record<ReactiveFlow, string>> = {
  import: "吸收的",
  export: "送出的",
  both: "吸收和送出的",
};

const ON_CHARGES: OnChargesWords = {
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
      ? `${FLOWS[flow]}无功电量每 kvarh ${price}`
      : `${FLOWS[flow]}无功电量超过有功电量 ${free} % 的部分，每 kvarh ${price}`,
  most: (amount, per, on) => `${on}${per}至多 ${amount}，超出部分扣减`,
};

const SUPPLY: SupplyWords = {
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
  series: ({ series, unit, terms }) => `每 ${unit} 按当时的“${series}”价格${terms}`,
  least: (quantity, per) => `${per}至少按 ${quantity} 计费`,
  limitsPer: (unit) => `各档限额按每${unit}计。`,
  widen: ({ by, per, above }) =>
    above === undefined
      ? `每${per}各档限额增加 ${by}。`
      : `超过 ${above} ${per}的，每${per}各档限额增加 ${by}。`,
  gas: (correction, value) => `燃气热量：m3 × ${correction} × ${value}。`,
};

/** What an explanation of a tariff says in Chinese. */
export const CHINESE: TariffWords = {
  commodity: {
    electricity: "电",
    gas: "燃气",
    "cold-water": "冷水",
    "hot-water": "热水",
    heat: "供热",
    cooling: "供冷",
  },
  weekdays: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  figure: (decimal) => decimal.toString(),
  separator: "、",
  colon: "：",
  blank: "，",
  semicolon: "；",
  holidays: "节假日",
  charges: "收费项目",
  taxes: "税费",
  whenTitle: "时段，按当地时间：每行一个月，每列一小时",
  seasonsTitle: "季节（首日至末日）",
  sources: "来源",
  atAllTimes: "全部时间",
  mixedHour: "该小时内时段有变化",
  allCharges: "全部费用",
  per: { day: "每日", month: "每月", year: "每年", "billing-period": "每张账单" },
  prorate: {
    days: "不足部分按天数折算",
    months: "每月收十二分之一，不足一月按天数折算",
    none: "不足部分按全额收取",
  },
  counts: {
    month: "按自然月累计。",
    "billing-period": "按计费周期累计。",
    quarter: "按季度累计。",
    year: "按自然年累计。",
  },
  ladder: {
    marginal: "各档用量按各档价格计费。",
    volume: "全部用量按所达到档位的价格计费。",
  },
  allocation: {
    proportional: "各时段合并累计，按用量比例分摊到各档。",
    chronological: "各时段合并累计，按使用的先后顺序计入各档。",
    "per-period": "各时段分别累计。",
  },
  ladderProrate: {
    days: "不足整期的，各档限额按天数折算。",
    none: "不足整期的，各档限额不折算。",
  },
  rounding: {
    "half-up": "每行金额四舍五入。",
    "half-even": "每行金额四舍六入五成双。",
    none: "各行金额不取整，仅对合计取整。",
  },
  heading: ({ commodity, unit, currency }) =>
    `适用于${commodity}，单位 ${unit}，货币 ${currency}。`,
  price: (amount, unit) => `每 ${unit} ${amount}`,
  recurring: (amount, per) => `${per} ${amount}`,
  tier: ({ above, upTo, unit }) => {
    if (upTo === undefined) return above === undefined ? "全部" : `超过 ${above} ${unit}`;
    return above === undefined ? `${upTo} ${unit} 及以下` : `超过 ${above} 至 ${upTo} ${unit}`;
  },
  event: (name, period) => `公布“${name}”期间：一律按${period}。`,
  share: (percent) => `按用量的 ${percent} % 计费。`,
  demand: DEMAND,
  onCharges: ON_CHARGES,
  supply: SUPPLY,
  times: {
    "contract-demand": "每千瓦合同需量",
    "transformer-capacity": "每千伏安变压器容量",
    "connected-capacity": "每千瓦接入容量",
    area: "每平方米",
    dwellings: "每户",
    persons: "每人",
    "service-points": "每个计量点",
  },
  demandInPeriods: "注明时段的，取该时段内的最高值。",
  demandPer: { month: "价格为每月价格", year: "价格为每年价格，按十二分之一逐月收取" },
  least: (amount, per, on) => `${on}${per}至少 ${amount}，不足部分补收`,
  tax: ({ percent, included, on }) =>
    included ? `${percent} %，已含在${on}中` : `对${on}征收 ${percent} %`,
};
