import type { Bill, BilledShare, BillLine } from "./bill.ts";
import { canonicalJson } from "./canonical-json.ts";

/** How one bill differs from another for the same days. */
export interface BillDifference {
  /** Whether nothing at all differs: the canonical texts are the same bytes. */
  readonly isSame: boolean;
  readonly lines: readonly LineDifference[];
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly totalMinor: bigint;
}

/** A line before and after; null where there is none. */
export interface LineDifference {
  readonly label: string;
  /** What it is a line of: a service point or a common cost. */
  readonly of: string;
  readonly before: DifferenceSide | null;
  readonly after: DifferenceSide | null;
  readonly changeMinor: bigint;
}

export interface DifferenceSide {
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  readonly formula: string;
  readonly amountMinor: string;
}

/** Compares line by line: what is charged for the same point, charge, season, period and tier. */
export function billDifference(before: Bill, after: Bill): BillDifference {
  const old = sidesOf(before);
  const young = sidesOf(after);
  const keys = new Set([...old.keys(), ...young.keys()]);
  return {
    isSame: canonicalJson(before) === canonicalJson(after),
    lines: Array.from(keys, (key) => lineOf(old.get(key), young.get(key))),
    netMinor: BigInt(after.netMinor) - BigInt(before.netMinor),
    taxMinor: BigInt(after.taxMinor) - BigInt(before.taxMinor),
    totalMinor: BigInt(after.totalMinor) - BigInt(before.totalMinor),
  };
}

interface KeyedSide {
  readonly label: string;
  readonly of: string;
  readonly side: DifferenceSide;
}

function lineOf(before: KeyedSide | undefined, after: KeyedSide | undefined): LineDifference {
  return {
    label: after?.label ?? before?.label ?? "",
    of: after?.of ?? before?.of ?? "",
    before: before?.side ?? null,
    after: after?.side ?? null,
    changeMinor: BigInt(after?.side.amountMinor ?? 0) - BigInt(before?.side.amountMinor ?? 0),
  };
}

/** By what a line is for; lines that are alike in that are told apart by their order. */
function sidesOf(bill: Bill): ReadonlyMap<string, KeyedSide> {
  const names = new Map(bill.points.map(({ servicePointId, name }) => [servicePointId, name]));
  const sides = new Map<string, KeyedSide>();
  const add = (key: string, side: KeyedSide) => {
    let n = 0;
    while (sides.has(`${key} ${n}`)) n += 1;
    sides.set(`${key} ${n}`, side);
  };
  for (const line of bill.lines) add(...keyedLine(line, names.get(line.servicePointId) ?? ""));
  for (const share of bill.sharedCosts ?? []) add(...keyedShare(share));
  return sides;
}

function keyedLine(line: BillLine, of: string): [string, KeyedSide] {
  const { servicePointId, chargeId, season = "", touPeriod = "", tier = 0 } = line;
  const key = ["point", servicePointId, chargeId, season, touPeriod, tier].join(" ");
  const { quantity, unit, price, formula, amountMinor } = line;
  return [key, { label: line.label, of, side: { quantity, unit, price, formula, amountMinor } }];
}

function keyedShare(share: BilledShare): [string, KeyedSide] {
  const { costId, label, amountMinor, costMinor } = share;
  const side = { quantity: "1", unit: "", price: costMinor, formula: "", amountMinor };
  return [`cost ${costId}`, { label, of: label, side }];
}
