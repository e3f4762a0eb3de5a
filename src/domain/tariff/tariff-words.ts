import type { Commodity } from "#domain/core/commodity.ts";
import { CHINESE_DEMAND, ENGLISH_DEMAND, type DemandWords } from "./demand-words.ts";
import { CHINESE_ON_CHARGES, ENGLISH_ON_CHARGES, type OnChargesWords } from "./on-charges-words.ts";
import type { LeaseTerm } from "./lease-term.ts";
import { CHINESE_SUPPLY, ENGLISH_SUPPLY, type SupplyWords } from "./supply-words.ts";
import type { LadderWindow, TariffRounding, TierAllocation } from "./tariff-document.ts";
import type { Proration, Recurrence } from "./charge-recurrence.ts";

/** The languages in which a tariff can be explained. */
export const EXPLAINED_LANGUAGES = ["en", "zh"] as const;
export type ExplainedLanguage = (typeof EXPLAINED_LANGUAGES)[number];

/** A price of a charge: per what, and for a demand charge over which minutes. */
export interface TierWords {
  readonly above: string | undefined;
  readonly upTo: string | undefined;
  readonly unit: string;
}

/** What an explanation says, in one language. Amounts come as text, with their currency. */
export interface TariffWords {
  readonly commodity: Readonly<Record<Commodity, string>>;
  readonly weekdays: readonly string[];
  readonly separator: string;
  readonly colon: string;
  /** Between two phrases. */
  readonly blank: string;
  readonly holidays: string;
  readonly charges: string;
  readonly taxes: string;
  readonly whenTitle: string;
  readonly seasonsTitle: string;
  readonly sources: string;
  readonly atAllTimes: string;
  readonly mixedHour: string;
  readonly allCharges: string;
  readonly per: Readonly<Record<Recurrence, string>>;
  readonly prorate: Readonly<Record<Proration, string>>;
  readonly counts: Readonly<Record<LadderWindow, string>>;
  readonly ladder: Readonly<Record<"marginal" | "volume", string>>;
  readonly allocation: Readonly<Record<TierAllocation, string>>;
  readonly ladderProrate: Readonly<Record<"days" | "none", string>>;
  readonly rounding: Readonly<Record<TariffRounding["line"], string>>;
  heading(parts: { commodity: string; unit: string; currency: string }): string;
  price(amount: string, unit: string): string;
  recurring(amount: string, per: string): string;
  tier(tier: TierWords): string;
  share(percent: string): string;
  event(name: string, period: string): string;
  readonly demand: DemandWords;
  readonly onCharges: OnChargesWords;
  readonly supply: SupplyWords;
  /** What an amount is for each of. */
  readonly times: Readonly<Record<LeaseTerm, string>>;
  demandInPeriods: string;
  demandPer: Readonly<Record<"month" | "year", string>>;
  least(amount: string, per: string, on: string): string;
  tax(parts: { percent: string; included: boolean; on: string }): string;
}

const ENGLISH: TariffWords = {
  commodity: {
    electricity: "electricity",
    gas: "gas",
    "cold-water": "cold water",
    "hot-water": "hot water",
    heat: "heat",
    cooling: "cooling",
  },
  weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  separator: ", ",
  colon: ": ",
  blank: " ",
  holidays: "holidays",
  charges: "What is charged",
  taxes: "Taxes",
  whenTitle: "When, by the clock at the site: a row a month, a column an hour",
  seasonsTitle: "Seasons, first and last day",
  sources: "Published in",
  atAllTimes: "at all times",
  mixedHour: "the period changes within the hour",
  allCharges: "all charges",
  per: { day: "a day", month: "a month", year: "a year", "billing-period": "a bill" },
  prorate: {
    days: "of a part, its days' share",
    months: "a twelfth a month, and of a part of a month its days' share",
    none: "of a part, the whole amount",
  },
  counts: {
    month: "Counted by calendar month.",
    "billing-period": "Counted by billing period.",
    quarter: "Counted by quarter of the year.",
    year: "Counted by calendar year.",
  },
  ladder: {
    marginal: "Each band costs its own price.",
    volume: "Everything costs the price of the band reached.",
  },
  allocation: {
    proportional: "All times count together, and each has its share of every band.",
    chronological: "All times count together, in the order of use.",
    "per-period": "Each of these times counts for itself.",
  },
  ladderProrate: {
    days: "A part of that time has its days' share of each limit.",
    none: "A part of that time has the whole of each limit.",
  },
  rounding: {
    "half-up": "Every line is rounded, a half away from zero.",
    "half-even": "Every line is rounded, a half to the even digit.",
    none: "Lines stay exact, and their sum is rounded.",
  },
  heading: ({ commodity, unit, currency }) => `For ${commodity} in ${unit}, in ${currency}.`,
  price: (amount, unit) => `${amount} per ${unit}`,
  recurring: (amount, per) => `${amount} ${per}`,
  tier: ({ above, upTo, unit }) => {
    if (upTo === undefined) return above === undefined ? "everything" : `above ${above} ${unit}`;
    return above === undefined ? `up to ${upTo} ${unit}` : `above ${above} up to ${upTo} ${unit}`;
  },
  event: (name, period) => `While "${name}" is declared: ${period}, before all else.`,
  share: (percent) => `Of the quantity, ${percent} % is charged.`,
  demand: ENGLISH_DEMAND,
  onCharges: ENGLISH_ON_CHARGES,
  supply: ENGLISH_SUPPLY,
  times: {
    "contract-demand": "for each kW of contracted demand",
    "transformer-capacity": "for each kVA of the transformers",
    "connected-capacity": "for each kW of connected capacity",
    area: "for each m2",
    dwellings: "for each dwelling",
    persons: "for each person",
    "service-points": "for each service point",
  },
  demandInPeriods: "Where a TOU period is named: the highest within it.",
  demandPer: {
    month: "The price is for a month",
    year: "The price is for a year, paid by twelfths",
  },
  least: (amount, per, on) => `At least ${amount} ${per} for ${on}; what is missing is added`,
  tax: ({ percent, included, on }) =>
    included ? `${percent} %, contained in ${on}` : `${percent} % on ${on}`,
};

const CHINESE: TariffWords = {
  commodity: {
    electricity: "电",
    gas: "燃气",
    "cold-water": "冷水",
    "hot-water": "热水",
    heat: "供热",
    cooling: "供冷",
  },
  weekdays: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
  separator: "、",
  colon: "：",
  blank: "，",
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
  demand: CHINESE_DEMAND,
  onCharges: CHINESE_ON_CHARGES,
  supply: CHINESE_SUPPLY,
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

/** The words of a language. */
export function tariffWords(language: ExplainedLanguage): TariffWords {
  return language === "zh" ? CHINESE : ENGLISH;
}
