import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The template of a bill that comes with SmartPM, in Typst. */
export function ownTemplate(): string {
  return templateOf("bill.typ");
}

/** The template of the monthly report. */
export function reportTemplate(): string {
  return templateOf("monthly-report.typ");
}

function templateOf(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}
