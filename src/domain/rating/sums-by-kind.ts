import { Decimal } from "#domain/core/decimal.ts";
import type { RatedLine, RatedLineKind } from "./rated-line.ts";

/** What the lines of a kind come to, unrounded. */
export interface KindSum {
  readonly kind: RatedLineKind;
  readonly amount: Decimal;
}

/** Each kind once; kinds without lines are left out. */
export type SumsByKind = readonly KindSum[];

/** Neighbouring lines of one kind, as those of a charge are, are summed together. */
export function sumsByKind(lines: readonly Pick<RatedLine, "kind" | "amount">[]): SumsByKind {
  const amounts = lines.map(({ amount }) => amount);
  const sums: KindSum[] = [];
  let from = 0;
  for (let n = 0; n < lines.length; n += 1) {
    const kind = lines[n]?.kind;
    if (kind === undefined || lines[n + 1]?.kind === kind) continue;
    add(sums, { kind, amount: Decimal.sum(amounts, from, n + 1) });
    from = n + 1;
  }
  return sums;
}

/** The kinds of both. */
export function addSums(one: SumsByKind, other: SumsByKind): SumsByKind {
  if (one.length === 0) return other;
  const sums = [...one];
  for (const sum of other) add(sums, sum);
  return sums;
}

/** Of all kinds together. */
export function sumOfAll(sums: SumsByKind): Decimal {
  return Decimal.sum(sums.map(({ amount }) => amount));
}

/** 0 where there are no lines of the kind. */
export function sumOfKind(sums: SumsByKind, kind: RatedLineKind): Decimal {
  return sums.find((sum) => sum.kind === kind)?.amount ?? Decimal.ZERO;
}

function add(sums: KindSum[], { kind, amount }: KindSum): void {
  const at = sums.findIndex((sum) => sum.kind === kind);
  const before = sums[at];
  if (before) sums[at] = { kind, amount: before.amount.plus(amount) };
  else sums.push({ kind, amount });
}
