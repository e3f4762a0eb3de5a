import { useTranslation } from "react-i18next";
import type { ReadingException } from "#api/contract/exceptions.ts";
import { formatDecimal, formatExact } from "#web/components/format.ts";

/** Register values and quantities among the figures: the channel's unit belongs behind them. */
const IN_UNIT: readonly string[] = ["before", "after", "highest", "whole", "parts", "use", "usual"];
const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** What was found, its figures as the reader writes them. */
export function useExceptionText(): (
  exception: Pick<ReadingException, "rule" | "details" | "unit">,
) => string {
  const { t } = useTranslation();
  return ({ rule, details, unit }) => {
    const figures: ReadingException["details"] = Object.fromEntries(
      Object.entries(details).map(([name, figure]) => [name, written(name, figure, unit)]),
    );
    return t(`quality.detail.${rule}`, figures);
  };
}

function written(name: string, figure: string | number, unit: string): string {
  const [amount = "", own] = String(figure).split(" ");
  if (!DECIMAL.test(amount)) return String(figure);
  if (own !== undefined) return formatExact(amount, own);
  return IN_UNIT.includes(name) ? formatExact(amount, unit) : formatDecimal(amount);
}
