import { useTranslation } from "react-i18next";
import { tellFormula } from "#domain/rating/formula-told.ts";
import { shareTold } from "#domain/rating/share-told.ts";
import { billUnit } from "./bill-unit.ts";
import { formatDecimal } from "./format.ts";

/** A line's arithmetic, and in words what a share in it stands for: `365 × 30/365 (30 of the 365 days of the year)`. */
export function FormulaText({ formula, unit }: { formula: string; unit: string }) {
  const { t } = useTranslation();
  const told = tellFormula(formula, { number: formatDecimal, unit: billUnit });
  const share = shareTold(formula, unit);
  if (!share) return told;
  const { part, whole, of } = share;
  return `${told} (${t(`trace.share.${of}`, { part, whole })})`;
}
