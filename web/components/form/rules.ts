import { useTranslation } from "react-i18next";

type Rule<Value> = (value: Value) => string | null;

/** Rules that most forms need, each saying what would be right. */
export interface Rules {
  readonly wanted: Rule<unknown>;
  readonly email: Rule<string>;
  /** Decimal text, as `readDecimal` gives it; empty is for `wanted` to refuse. */
  readonly decimal: Rule<string>;
}

export function useRules(): Rules {
  const { t } = useTranslation();
  return {
    wanted: (value) =>
      value === null || value === undefined || String(value).trim() === ""
        ? t("form.wanted")
        : null,
    email: (value) => (value.trim() === "" || isEmail(value) ? null : t("form.emailWanted")),
    decimal: (value) =>
      value.trim() === "" || /^-?\d+(\.\d+)?$/.test(readDecimal(value))
        ? null
        : t("form.numberWanted"),
  };
}

/** Whether it looks like an e-mail address; the server has the last word. */
export function isEmail(text: string): boolean {
  return /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(text.trim());
}

/** What a person wrote as a number, as decimal text: `1 234,5` and `1,234.5` are 1234.5. */
export function readDecimal(written: string): string {
  const text = written.replace(/[\s\u00a0\u202f']/g, "");
  const last = Math.max(text.lastIndexOf(","), text.lastIndexOf("."));
  if (last < 0) return text;
  const whole = text.slice(0, last).replace(/[.,]/g, "");
  return `${whole === "" || whole === "-" ? `${whole}0` : whole}.${text.slice(last + 1)}`;
}
