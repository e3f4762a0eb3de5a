import { useTranslation } from "react-i18next";
import { shareTold } from "#domain/rating/share-told.ts";

/** A line's arithmetic, and in words what a share in it stands for: `365 × 30/365 (30 of the 365 days of the year)`. */
export function FormulaText({ formula, unit }: { formula: string; unit: string }) {
  const { t } = useTranslation();
  const share = shareTold(formula, unit);
  if (!share) return formula;
  const { part, whole, of } = share;
  return `${formula} (${t(`trace.share.${of}`, { part, whole })})`;
}
