import { isSameNumber } from "#domain/core/decimal.ts";

/** Whether a tax's own name says its rate, `VAT 19 %`, so that it need not be told behind it. */
export function saysRate(label: string, percent: string): boolean {
  const said = label.match(/[\d.,]+(?=\s?%)/g) ?? [];
  return said.some((number) => isSameNumber(number.replace(",", "."), percent));
}
