import type { AlarmWords } from "./alarm-words.ts";
import { limitWords } from "./limit-words.ts";
import { machineWords } from "./machine-alarm-words.ts";
import { risenLossWords } from "./risen-loss-words.ts";

type Details = Parameters<AlarmWords>[0]["details"];
type DetailsOf<Rule extends Details["rule"]> = Extract<Details, { rule: Rule }>;
type TimeText = Parameters<AlarmWords>[1];

/** An alarm in German. */
export function inGerman(
  ...[{ source, details }, at]: Parameters<AlarmWords>
): ReturnType<AlarmWords> {
  const { name } = source;
  switch (details.rule) {
    case "meter-silent":
      return {
        title: `Zähler „${name}“ antwortet nicht`,
        lines: [
          `Leitung: ${details.lineName}. Fehlgeschlagene Abfragen: ${details.failedPolls}. Letzte Antwort: ${at(details.lastGoodAt)}.`,
          ...lastAttempt(details.lastError),
          "Die anderen Zähler der Leitung antworten: Prüfen Sie Versorgung, Anschluss und Adresse dieses Zählers.",
        ],
      };
    case "line-down":
      return {
        title: `Leitung „${name}“ ist unterbrochen`,
        lines: [
          `Keiner ihrer ${details.meters} Zähler antwortet. Letzte Antwort: ${at(details.lastGoodAt)}.`,
          ...lastAttempt(details.lastError),
          "Prüfen Sie die Versorgung des Gateways, sein Netz und das erste Stück des Kabels.",
        ],
      };
    case "collector-gone":
      return {
        title: "Die Zähler werden nicht mehr gelesen",
        lines: [
          `Letzter Versuch: ${at(details.lastAttemptAt)}.`,
          "Der Sammler steht oder erreicht die Datenbank nicht: Prüfen Sie den Dienst und sein Protokoll.",
        ],
      };
    case "backup-failed":
    case "backup-old":
    case "continuous-backup-failed":
      return ofBackup(details, at);
    case "disk-low":
    case "mail-failing":
    case "webhook-failing":
      return machineWords.de({ name, details, at });
    case "zone-loss":
    case "zone-loss-risen":
    case "zone-surplus":
      return ofZone(details, { name, at });
    case "water-never-still":
    case "use-unusual":
      return ofUse(details, { name, at });
    case "use-over-limit":
    case "budget-exceeded":
    case "demand-near-limit":
    case "power-factor-low":
    case "phase-missing":
    case "voltage-out":
    case "temperature-difference-low":
      return limitWords.de({ name, details, at });
  }
}

function lastAttempt(error: string | null): readonly string[] {
  return error === null ? [] : [`Letzter Versuch: ${error}`];
}

function balance(
  { from, to, supplied, used, unit }: DetailsOf<"zone-loss" | "zone-surplus">,
  at: TimeText,
): string {
  return `${at(from)} bis ${at(to)}: ${supplied} ${unit} flossen hinein, ${used} ${unit} wurden gemessen.`;
}

function ofBackup(
  details: DetailsOf<"backup-failed" | "backup-old" | "continuous-backup-failed">,
  at: TimeText,
): ReturnType<AlarmWords> {
  switch (details.rule) {
    case "backup-failed":
      return {
        title: "Die Sicherung ist fehlgeschlagen",
        lines: [
          `${at(details.at)}: ${details.reason}`,
          `Letzte gute Sicherung: ${at(details.lastGoodAt)}. Jede Stunde wird es neu versucht.`,
        ],
      };
    case "backup-old":
      return {
        title: "Es wird nicht mehr gesichert",
        lines: [
          `Letzte gute Sicherung: ${at(details.lastGoodAt)}.`,
          "Prüfen Sie, ob der Dienst mit dem Worker läuft, oder sichern Sie selbst: ./smartpm backup.",
        ],
      };
    case "continuous-backup-failed":
      return {
        title: "Änderungen werden nicht laufend gesichert",
        lines: [
          `Seit ${at(details.since)}: ${details.reason}`,
          `Was bis ${at(details.keptAt)} gespeichert wurde, liegt im Sicherungsordner. Es wird von selbst neu versucht.`,
        ],
      };
  }
}

function ofZone(
  details: DetailsOf<"zone-loss" | "zone-loss-risen" | "zone-surplus">,
  { name, at }: { readonly name: string; readonly at: TimeText },
): ReturnType<AlarmWords> {
  switch (details.rule) {
    case "zone-loss":
      return {
        title: `In „${name}“ fließt mehr, als gemessen wird`,
        lines: [
          balance(details, at),
          `Es fehlen ${details.loss} ${details.unit} (${details.lossPercent} %); bis ${details.allowed} ${details.unit} wäre es kein Alarm.`,
          "Verdacht: Verbrauch an den Zählern vorbei, ein überbrückter oder defekter Zähler, ein falscher Faktor.",
        ],
      };
    case "zone-loss-risen":
      return risenLossWords.de({ name, details, at });
    case "zone-surplus":
      return {
        title: `In „${name}“ wird mehr gemessen, als hineinfließt`,
        lines: [
          balance(details, at),
          "Prüfen Sie die Faktoren, die Liste der Messpunkte und den Hauptzähler.",
        ],
      };
  }
}

function ofUse(
  details: DetailsOf<"water-never-still" | "use-unusual">,
  { name, at }: { readonly name: string; readonly at: TimeText },
): ReturnType<AlarmWords> {
  switch (details.rule) {
    case "water-never-still":
      return {
        title: `Bei „${name}“ steht das Wasser nie still`,
        lines: [
          `Seit ${at(details.from)}, in ${details.nights} Nächten hintereinander: jede Stunde mindestens ${details.leastLitresPerHour} Liter.`,
          "Verdacht: ein Leck hinter dem Zähler, ein laufender Spülkasten, ein offenes Ventil.",
        ],
      };
    case "use-unusual":
      return {
        title: `„${name}“ verbraucht viel mehr als üblich`,
        lines: [
          `${at(details.from)} bis ${at(details.to)}: ${details.used} ${details.unit}; üblich wären ${details.usual} ${details.unit}.`,
          "Fragen Sie, was sich geändert hat; suchen Sie nach einem Defekt, oder ob jemand anderes von dort versorgt wird.",
        ],
      };
  }
}
