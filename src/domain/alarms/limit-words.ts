import type { AlarmDetails } from "./alarm.ts";

type LimitRule =
  | "use-over-limit"
  | "budget-exceeded"
  | "demand-near-limit"
  | "power-factor-low"
  | "phase-missing"
  | "voltage-out"
  | "temperature-difference-low";

interface LimitAlarm {
  /** Of the service point. */
  readonly name: string;
  readonly details: Extract<AlarmDetails, { rule: LimitRule }>;
  /** An instant as local text. */
  readonly at: (instant: Temporal.Instant) => string;
}

interface LimitWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** What a mail says of an alarm whose limit somebody may have set. */
export const limitWords = { en: inEnglish, zh: inChinese, de: inGerman } as const;

function inEnglish({ name, details, at }: LimitAlarm): LimitWords {
  switch (details.rule) {
    case "use-over-limit":
      return {
        title: `"${name}" uses more than its limit for a day`,
        lines: [
          `Since ${at(details.from)}: ${details.used} ${details.unit}; the limit is ${details.limit} ${details.unit}.`,
          "Look for what runs there; change the limit if this is to be usual.",
        ],
      };
    case "budget-exceeded":
      return {
        title: `"${name}" will exceed its budget for the month`,
        lines: [
          `Until ${at(details.to)}: ${details.used} ${details.unit}. At this rate the month comes to ${details.expected} ${details.unit}; the budget is ${details.limit} ${details.unit}.`,
          "Compare its days with those of last month: the reports show since when it uses more.",
        ],
      };
    case "demand-near-limit":
      return {
        title: `"${name}" comes near its contracted power`,
        lines: [
          `The interval until ${at(details.to)} will end with ${details.projected} kW; ${details.limit} kW are contracted.`,
          "Switch off what can wait before the interval ends: its average counts, not the moment.",
        ],
      };
    case "power-factor-low":
      return {
        title: `Low power factor at "${name}"`,
        lines: [
          `Since ${at(details.since)}: ${details.value}; ${details.limit} is the limit.`,
          "Look at the compensation: its fuses, capacitors and controller. Suppliers charge reactive energy.",
        ],
      };
    case "phase-missing":
      return {
        title: `A phase is missing at "${name}"`,
        lines: [
          `${details.phases} since ${at(details.since)}: ${details.value} V.`,
          "Look at the fuses and clamps before the meter. Motors on two phases burn; the meter counts too little.",
        ],
      };
    case "voltage-out":
      return {
        title: `Voltage out of range at "${name}"`,
        lines: [
          `${details.phases} since ${at(details.since)}: ${details.value} V; ${details.limit} % beyond the grid's voltage are allowed.`,
          "One phase high and another low: have the neutral looked at without delay. All of them: ask the grid's operator.",
        ],
      };
    case "temperature-difference-low":
      return {
        title: `Hardly any heat is taken at "${name}"`,
        lines: [
          `Since ${at(details.since)} water flows with ${details.value} K between flow and return; ${details.limit} K is the limit.`,
          "Look for a valve that is fully open, a missing balance, sensors in the wrong place. So small a difference is measured badly.",
        ],
      };
  }
}

function inChinese({ name, details, at }: LimitAlarm): LimitWords {
  switch (details.rule) {
    case "use-over-limit":
      return {
        title: `“${name}”的日用量超过限值`,
        lines: [
          `自 ${at(details.from)} 起：${details.used} ${details.unit}；限值为 ${details.limit} ${details.unit}。`,
          "请查看该处正在运行的设备；若今后属正常，请调整限值。",
        ],
      };
    case "budget-exceeded":
      return {
        title: `“${name}”本月将超出预算`,
        lines: [
          `截至 ${at(details.to)}：${details.used} ${details.unit}。照此本月将达 ${details.expected} ${details.unit}；预算为 ${details.limit} ${details.unit}。`,
          "请与上月逐日比较：报表可显示从何时起用量增加。",
        ],
      };
    case "demand-near-limit":
      return {
        title: `“${name}”即将达到合同功率`,
        lines: [
          `截至 ${at(details.to)} 的需量周期预计为 ${details.projected} kW；合同功率为 ${details.limit} kW。`,
          "请在周期结束前关闭可以等待的设备：以周期平均值计费，而非瞬时值。",
        ],
      };
    case "power-factor-low":
      return {
        title: `“${name}”的功率因数偏低`,
        lines: [
          `自 ${at(details.since)} 起：${details.value}；限值为 ${details.limit}。`,
          "请检查无功补偿：熔断器、电容器和控制器。供电方会收取无功电费。",
        ],
      };
    case "phase-missing":
      return {
        title: `“${name}”缺相`,
        lines: [
          `${details.phases}，自 ${at(details.since)} 起：${details.value} V。`,
          "请检查表前的熔断器和接线端子。电机缺相运行会烧毁，表计也会少计。",
        ],
      };
    case "voltage-out":
      return {
        title: `“${name}”的电压超出范围`,
        lines: [
          `${details.phases}，自 ${at(details.since)} 起：${details.value} V；允许偏离电网电压 ${details.limit} %。`,
          "若一相偏高、另一相偏低：请立即检查零线。若各相均如此：请联系电网公司。",
        ],
      };
    case "temperature-difference-low":
      return {
        title: `“${name}”几乎没有取用热量`,
        lines: [
          `自 ${at(details.since)} 起水在流动，但供回水温差仅 ${details.value} K；限值为 ${details.limit} K。`,
          "请检查是否有阀门全开、水力失衡或传感器位置错误。温差过小时计量不准。",
        ],
      };
  }
}

function inGerman({ name, details, at }: LimitAlarm): LimitWords {
  switch (details.rule) {
    case "use-over-limit":
      return {
        title: `„${name}“ verbraucht mehr als seinen Tagesgrenzwert`,
        lines: [
          `Seit ${at(details.from)}: ${details.used} ${details.unit}; der Grenzwert ist ${details.limit} ${details.unit}.`,
          "Sehen Sie nach, was dort läuft; ändern Sie den Grenzwert, wenn das künftig üblich ist.",
        ],
      };
    case "budget-exceeded":
      return {
        title: `„${name}“ wird sein Monatsbudget überschreiten`,
        lines: [
          `Bis ${at(details.to)}: ${details.used} ${details.unit}. So werden es im Monat ${details.expected} ${details.unit}; das Budget ist ${details.limit} ${details.unit}.`,
          "Vergleichen Sie die Tage mit denen des Vormonats: Die Berichte zeigen, seit wann es mehr ist.",
        ],
      };
    case "demand-near-limit":
      return {
        title: `„${name}“ kommt der vertraglichen Leistung nahe`,
        lines: [
          `Das Intervall bis ${at(details.to)} wird mit ${details.projected} kW enden; vereinbart sind ${details.limit} kW.`,
          "Schalten Sie vor dem Ende des Intervalls ab, was warten kann: Es zählt sein Mittel, nicht der Augenblick.",
        ],
      };
    case "power-factor-low":
      return {
        title: `Niedriger Leistungsfaktor bei „${name}“`,
        lines: [
          `Seit ${at(details.since)}: ${details.value}; der Grenzwert ist ${details.limit}.`,
          "Prüfen Sie die Kompensation: Sicherungen, Kondensatoren, Regler. Versorger berechnen Blindarbeit.",
        ],
      };
    case "phase-missing":
      return {
        title: `Bei „${name}“ fehlt eine Phase`,
        lines: [
          `${details.phases} seit ${at(details.since)}: ${details.value} V.`,
          "Prüfen Sie Sicherungen und Klemmen vor dem Zähler. Motoren an zwei Phasen verbrennen; der Zähler zählt zu wenig.",
        ],
      };
    case "voltage-out":
      return {
        title: `Die Spannung bei „${name}“ liegt außerhalb ihres Bereichs`,
        lines: [
          `${details.phases} seit ${at(details.since)}: ${details.value} V; erlaubt sind ${details.limit} % über die Netzspannung hinaus.`,
          "Eine Phase hoch, eine andere niedrig: Lassen Sie sofort den Neutralleiter prüfen. Alle: Fragen Sie den Netzbetreiber.",
        ],
      };
    case "temperature-difference-low":
      return {
        title: `Bei „${name}“ wird kaum Wärme entnommen`,
        lines: [
          `Seit ${at(details.since)} fließt Wasser mit ${details.value} K zwischen Vor- und Rücklauf; der Grenzwert ist ${details.limit} K.`,
          "Suchen Sie ein ganz offenes Ventil, fehlenden Abgleich, Fühler am falschen Ort. Eine so kleine Differenz wird schlecht gemessen.",
        ],
      };
  }
}
