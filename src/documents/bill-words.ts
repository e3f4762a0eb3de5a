import type { Bill } from "#domain/billing/bill.ts";
import type { AllocationKey } from "#domain/sharing/cost-pool.ts";
import type { Commodity } from "#domain/core/commodity.ts";

/** Every word that a bill prints which is not the issuer's, the tenant's or the tariff's own. */
export interface BillWords {
  readonly kind: Readonly<Record<Bill["kind"], string>>;
  readonly commodity: Readonly<Record<Commodity, string>>;
  /** How units are written, for one and for several; those not here print as they are. */
  readonly unit: Readonly<Record<string, readonly [one: string, several: string]>>;
  readonly billNumber: string;
  readonly issuedOn: string;
  readonly dueOn: string;
  readonly period: string;
  readonly premises: string;
  readonly taxNumber: string;
  readonly yourTaxNumber: string;
  readonly amountDue: string;
  readonly amountCredited: string;
  readonly payBy: string;
  readonly payment: string;
  readonly reference: string;
  readonly readings: string;
  readonly point: string;
  readonly meter: string;
  readonly opening: string;
  readonly closing: string;
  readonly multiplier: string;
  readonly consumption: string;
  readonly dailyAverage: string;
  readonly perDay: string;
  readonly charges: string;
  readonly charge: string;
  readonly quantity: string;
  readonly price: string;
  readonly amount: string;
  readonly tariff: string;
  readonly tier: string;
  readonly subtotal: string;
  readonly sharedCosts: string;
  readonly wholeCost: string;
  readonly yourShare: string;
  readonly key: Readonly<Record<AllocationKey, string>>;
  readonly account: string;
  readonly previousBalance: string;
  readonly received: string;
  readonly thisDocument: string;
  readonly balance: string;
  readonly corrects: string;
  readonly reason: string;
  readonly net: string;
  readonly total: string;
  readonly taxOn: string;
  readonly history: string;
  readonly thisBill: string;
  readonly estimatedMark: string;
  readonly estimatedNote: string;
  readonly estimatedShare: string;
  readonly proof: string;
  readonly page: string;
}

export const BILL_WORDS: Readonly<Record<Bill["language"], BillWords>> = {
  en: {
    kind: { regular: "Bill", final: "Final bill", "credit-note": "Credit note" },
    commodity: {
      electricity: "Electricity",
      gas: "Gas",
      "cold-water": "Cold water",
      "hot-water": "Hot water",
      heat: "Heat",
      cooling: "Cooling",
    },
    unit: {
      m3: ["m³", "m³"],
      l: ["L", "L"],
      kl: ["kL", "kL"],
      day: ["day", "days"],
      month: ["month", "months"],
      year: ["year", "years"],
      bill: ["bill", "bills"],
    },
    billNumber: "Bill number",
    issuedOn: "Date",
    dueOn: "Due date",
    period: "Billing period",
    premises: "Premises",
    taxNumber: "Tax number",
    yourTaxNumber: "Your tax number",
    amountDue: "Amount due",
    amountCredited: "Amount credited",
    payBy: "Please pay by",
    payment: "How to pay",
    reference: "Payment reference",
    readings: "Meter readings and consumption",
    point: "Service point",
    meter: "Meter",
    opening: "Opening",
    closing: "Closing",
    multiplier: "Multiplier",
    consumption: "Consumption",
    dailyAverage: "Daily average",
    perDay: "per day",
    charges: "How the amount came about",
    charge: "Charge",
    quantity: "Quantity",
    price: "Price",
    amount: "Amount",
    tariff: "Tariff",
    tier: "tier",
    subtotal: "Subtotal",
    sharedCosts: "Shared costs",
    wholeCost: "Whole cost",
    yourShare: "Your share",
    key: {
      area: "by area and days",
      consumption: "by consumption",
      equal: "equally, by days",
      fixed: "by agreed shares and days",
    },
    account: "Your account",
    previousBalance: "Balance before",
    received: "Payments received, thank you",
    thisDocument: "This document",
    balance: "Balance now",
    corrects: "Corrects bill",
    reason: "Reason",
    net: "Net amount",
    total: "Total",
    taxOn: "on",
    history: "Your consumption over twelve months",
    thisBill: "this bill",
    estimatedMark: "E",
    estimatedNote: "E: estimated, because the meter gave no reading at that time.",
    estimatedShare: "of this rests on estimated readings",
    proof:
      "This document is signed electronically. It carries the whole bill as data, with every figure unrounded, in the attached file bill.json.",
    page: "Page",
  },
  zh: {
    kind: { regular: "账单", final: "终期账单", "credit-note": "红字账单" },
    commodity: {
      electricity: "电",
      gas: "燃气",
      "cold-water": "冷水",
      "hot-water": "热水",
      heat: "供热",
      cooling: "供冷",
    },
    unit: {
      m3: ["m³", "m³"],
      l: ["L", "L"],
      kl: ["kL", "kL"],
      day: ["天", "天"],
      month: ["个月", "个月"],
      year: ["年", "年"],
      bill: ["期", "期"],
    },
    billNumber: "账单编号",
    issuedOn: "出账日期",
    dueOn: "付款截止日",
    period: "计费周期",
    premises: "用能地点",
    taxNumber: "税号",
    yourTaxNumber: "贵方税号",
    amountDue: "应付金额",
    amountCredited: "冲减金额",
    payBy: "请于此日前付款",
    payment: "付款方式",
    reference: "付款备注",
    readings: "表计读数与用量",
    point: "计量点",
    meter: "表号",
    opening: "期初读数",
    closing: "期末读数",
    multiplier: "倍率",
    consumption: "用量",
    dailyAverage: "日均用量",
    perDay: "每天",
    charges: "费用明细",
    charge: "费用项目",
    quantity: "数量",
    price: "单价",
    amount: "金额",
    tariff: "计费方案",
    tier: "阶梯",
    subtotal: "小计",
    sharedCosts: "公摊费用",
    wholeCost: "费用总额",
    yourShare: "您的分摊",
    key: {
      area: "按面积和天数",
      consumption: "按用量",
      equal: "按户均分和天数",
      fixed: "按约定份额和天数",
    },
    account: "您的账户",
    previousBalance: "上期余额",
    received: "已收款项",
    thisDocument: "本账单",
    balance: "当前余额",
    corrects: "更正账单",
    reason: "原因",
    net: "不含税金额",
    total: "合计",
    taxOn: "计税基数",
    history: "近十二个月用量",
    thisBill: "本期",
    estimatedMark: "估",
    estimatedNote: "估：当时未能取得表计读数，采用估算值。",
    estimatedShare: "的用量来自估算读数",
    proof: "本文件已电子签名，并附有包含全部未舍入数据的 bill.json 文件。",
    page: "第",
  },
};
