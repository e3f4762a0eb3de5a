import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The template that comes with SmartPM, in Typst. */
export function ownTemplate(): string {
  return readFileSync(join(import.meta.dirname, "bill.typ"), "utf8");
}
