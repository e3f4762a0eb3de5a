import type { AlarmKind } from "#domain/alarms/alarm-rule.ts";
import type { BillLanguage } from "#domain/core/bill-language.ts";

/** The words of a monthly report in one language. */
export interface ReportWords {
  readonly title: string;
  readonly madeOn: string;
  readonly page: string;
  readonly energy: string;
  readonly thisMonth: string;
  readonly monthBefore: string;
  readonly yearBefore: string;
  readonly unknown: string;
  readonly change: string;
  readonly co2: string;
  readonly co2Total: string;
  /** `{names}`: the utilities that have no factor. */
  readonly co2Lacking: string;
  readonly nothingMeasured: string;
  readonly borne: string;
  readonly utility: string;
  readonly supplied: string;
  readonly billed: string;
  readonly notBilled: string;
  readonly own: string;
  readonly loss: string;
  readonly estimatedShare: string;
  readonly money: string;
  readonly bills: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly paid: string;
  /** `{day}`: when the report was made. */
  readonly open: string;
  readonly overdue: string;
  readonly zones: string;
  readonly zone: string;
  readonly counted: string;
  readonly noZones: string;
  readonly alarms: string;
  readonly noAlarms: string;
  readonly kind: string;
  readonly kinds: Readonly<Record<AlarmKind, string>>;
  readonly raised: string;
  readonly cleared: string;
  readonly standing: string;
  readonly readings: string;
  /** `{channels}` and `{expected}`. */
  readonly readingsOf: string;
  readonly measured: string;
  readonly estimated: string;
  readonly missing: string;
  /** `{site}` and `{month}`. */
  readonly mailSubject: string;
  readonly mailBody: string;
}

export const REPORT_WORDS: Readonly<Record<BillLanguage, ReportWords>> = {
  en: {
    title: "Monthly report",
    madeOn: "Made on",
    page: "Page #n of #m",
    energy: "Energy and water",
    thisMonth: "This month",
    monthBefore: "Month before",
    yearBefore: "Year before",
    unknown: "not known",
    change: "Change",
    co2: "CO₂",
    co2Total: "CO₂ in all",
    co2Lacking: "Not in it, since no factor is set: {names}.",
    nothingMeasured: "Nothing was measured in this month.",
    borne: "What became of it",
    utility: "Utility",
    supplied: "Supplied",
    billed: "Billed to tenants",
    notBilled: "Not billed",
    own: "Own use",
    loss: "Loss",
    estimatedShare: "Billed on estimates",
    money: "Money",
    bills: "Bills",
    net: "Without tax",
    tax: "Tax",
    total: "Total billed",
    paid: "Payments received",
    open: "Outstanding on {day}",
    overdue: "of it overdue",
    zones: "Losses by balance zone",
    zone: "Balance zone",
    counted: "Counted under it",
    noZones: "No balance zone has been set up.",
    alarms: "Alarms",
    noAlarms: "No alarm came or stood in this month.",
    kind: "Kind",
    kinds: {
      communication: "Communication",
      evasion: "Evasion",
      consumption: "Consumption",
      system: "System",
    },
    raised: "Raised",
    cleared: "Cleared",
    standing: "Standing at its end",
    readings: "Completeness of the readings",
    readingsOf: "{expected} intervals of {channels} meters were expected.",
    measured: "Measured",
    estimated: "Estimated",
    missing: "Missing",
    mailSubject: "{site}: report of {month}",
    mailBody:
      "The report of {month} for {site} is attached: energy, money, losses, alarms and readings.",
  },
  zh: {
    title: "月度报告",
    madeOn: "生成日期",
    page: "第 #n 页，共 #m 页",
    energy: "能源与用水",
    thisMonth: "本月",
    monthBefore: "上月",
    yearBefore: "去年同月",
    unknown: "未知",
    change: "变化",
    co2: "二氧化碳",
    co2Total: "二氧化碳合计",
    co2Lacking: "未计入（未设置排放因子）：{names}。",
    nothingMeasured: "本月没有计量数据。",
    borne: "用量去向",
    utility: "能源类型",
    supplied: "供应量",
    billed: "已向租户出账",
    notBilled: "未出账",
    own: "自用",
    loss: "损耗",
    estimatedShare: "按估算出账",
    money: "金额",
    bills: "账单数",
    net: "不含税",
    tax: "税费",
    total: "出账合计",
    paid: "已收款",
    open: "截至 {day} 未付",
    overdue: "其中逾期",
    zones: "各平衡区损耗",
    zone: "平衡区",
    counted: "下级计量",
    noZones: "尚未设置平衡区。",
    alarms: "报警",
    noAlarms: "本月没有报警。",
    kind: "类型",
    kinds: { communication: "通信", evasion: "窃用", consumption: "用量", system: "系统" },
    raised: "触发",
    cleared: "解除",
    standing: "月末未解除",
    readings: "读数完整性",
    readingsOf: "{channels} 块表计应有 {expected} 个时段读数。",
    measured: "实测",
    estimated: "估算",
    missing: "缺失",
    mailSubject: "{site}：{month}报告",
    mailBody: "附件为{site} {month}的报告：能源、金额、损耗、报警与读数。",
  },
  de: {
    title: "Monatsbericht",
    madeOn: "Erstellt am",
    page: "Seite #n von #m",
    energy: "Energie und Wasser",
    thisMonth: "Dieser Monat",
    monthBefore: "Vormonat",
    yearBefore: "Vorjahr",
    unknown: "nicht bekannt",
    change: "Änderung",
    co2: "CO₂",
    co2Total: "CO₂ gesamt",
    co2Lacking: "Nicht enthalten, weil kein Faktor gesetzt ist: {names}.",
    nothingMeasured: "In diesem Monat wurde nichts gemessen.",
    borne: "Was daraus wurde",
    utility: "Medium",
    supplied: "Geliefert",
    billed: "Abgerechnet",
    notBilled: "Nicht abgerechnet",
    own: "Eigenverbrauch",
    loss: "Verlust",
    estimatedShare: "Geschätzt abgerechnet",
    money: "Geld",
    bills: "Rechnungen",
    net: "Ohne Steuer",
    tax: "Steuer",
    total: "Abgerechnet gesamt",
    paid: "Zahlungseingänge",
    open: "Offen am {day}",
    overdue: "davon überfällig",
    zones: "Verluste je Bilanzzone",
    zone: "Bilanzzone",
    counted: "Darunter gezählt",
    noZones: "Es ist keine Bilanzzone eingerichtet.",
    alarms: "Alarme",
    noAlarms: "In diesem Monat gab es keinen Alarm.",
    kind: "Art",
    kinds: {
      communication: "Kommunikation",
      evasion: "Schwund",
      consumption: "Verbrauch",
      system: "System",
    },
    raised: "Ausgelöst",
    cleared: "Behoben",
    standing: "Offen am Monatsende",
    readings: "Vollständigkeit der Ablesungen",
    readingsOf: "{expected} Intervalle von {channels} Zählern wurden erwartet.",
    measured: "Gemessen",
    estimated: "Geschätzt",
    missing: "Fehlend",
    mailSubject: "{site}: Bericht für {month}",
    mailBody:
      "Im Anhang finden Sie den Bericht für {month} zu {site}: Energie, Geld, Verluste, Alarme und Ablesungen.",
  },
};
