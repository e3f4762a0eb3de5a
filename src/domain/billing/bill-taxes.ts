import { Decimal } from "#domain/core/decimal.ts";
import type { Rounding } from "#domain/core/whole.ts";
import { type Currency, fromMinor, toMinor } from "#domain/core/money.ts";
import type { RatedTax } from "#domain/rating/rating-input.ts";
import type { BilledShare, BillTax } from "./bill.ts";

/** A tax that some lines of a bill bear, before those alike are taken together. */
interface TaxPart {
  readonly label: string;
  /** In percent. */
  readonly rate: string;
  /** How the tax is rounded, and whether the lines contain it: what differs is another tax. */
  readonly rounding: Rounding;
  readonly included: boolean;
  /** What it is levied on; where the lines contain it, the lines with it. */
  readonly levied: bigint;
  /** Before rounding. */
  readonly exact: Decimal;
  /** What it came to by itself. */
  readonly parted: bigint;
  /** As the tariff rates it; nothing for a share. */
  readonly rated?: RatedTax;
}

const HUNDREDTH = Decimal.parse("0.01");
const SHARE_ROUNDING: Rounding = "half-up";

/**
 * The taxes of a bill: one entry for each label and rate over all of its points and shared costs,
 * reckoned on the sum of what bears it and rounded once (R36; EN 16931, BR-CO-17), so that whoever
 * multiplies the base by the rate finds the amount. Of a price that contains its tax, the tax is
 * reckoned from that price, which the entry states. A tax on a tax follows what that tax comes to.
 */
export function billTaxes({
  rated,
  shares,
  currency,
}: {
  readonly rated: readonly RatedTax[];
  readonly shares: readonly BilledShare[];
  readonly currency: Currency;
}): readonly BillTax[] {
  const parts = [...rated.map(partOfRated), ...shares.flatMap((one) => partOfShare(one, currency))];
  const groups = Array.from(Map.groupBy(parts, keyOf).values());
  /** By how much a tax of the bill differs from what was rated; told by the first part of it. */
  const moved = new Map<RatedTax, bigint>();
  const taxes = new Map<readonly TaxPart[], BillTax>();
  for (const group of groups.toSorted((a, b) => depthOf(a) - depthOf(b))) {
    taxes.set(group, taxTogether(group, { currency, moved }));
  }
  return groups.flatMap((group) => taxes.get(group) ?? []);
}

/** One tax on all that bears it; notes in `moved` what taxes that are levied on it have to know. */
function taxTogether(
  group: readonly TaxPart[],
  { currency, moved }: { readonly currency: Currency; readonly moved: Map<RatedTax, bigint> },
): BillTax {
  const [first] = group;
  if (!first) throw new Error("a group of taxes has one at least");
  const { label, rate, rounding, included } = first;
  const below = group.flatMap(({ rated }) => rated?.onTaxes ?? []);
  const added = sum(below.map((tax) => moved.get(tax) ?? 0n));
  const exact = Decimal.sum(group.map((part) => part.exact));
  const amount = toMinor(exact.plus(taxOn(added, { rate, currency })), currency, rounding);
  const levied = sum(group.map((part) => part.levied)) + added;
  if (first.rated) moved.set(first.rated, amount - sum(group.map(({ parted }) => parted)));
  return {
    label,
    rate,
    baseMinor: (included ? levied - amount : levied).toString(),
    amountMinor: amount.toString(),
    ...(included && { containedInMinor: levied.toString() }),
  };
}

/** How many taxes stand below one another in the base. */
function depthOf(group: readonly TaxPart[]): number {
  const depth = (tax: RatedTax): number => 1 + Math.max(-1, ...tax.onTaxes.map(depth));
  return Math.max(0, ...group.map(({ rated }) => (rated ? depth(rated) : 0)));
}

/** Before rounding. */
function taxOn(
  minor: bigint,
  { rate, currency }: { readonly rate: string; readonly currency: Currency },
): Decimal {
  return fromMinor(minor, currency).times(Decimal.parse(rate)).times(HUNDREDTH);
}

/** A tax that is not levied stands on the bill with its reason, at no percent. */
function partOfRated(tax: RatedTax): TaxPart {
  const { label, percent, exemption, baseMinor, amountMinor, included, rounding, exact } = tax;
  if (exemption) {
    const named = { label: `${label}: ${exemption.reason}`, rate: "0", rounding, included: false };
    return { ...named, levied: baseMinor, exact: Decimal.ZERO, parted: 0n, rated: tax };
  }
  const rate = percent.normalized().toString();
  const levied = included ? baseMinor + amountMinor : baseMinor;
  return { label, rate, rounding, included, levied, exact, parted: amountMinor, rated: tax };
}

/** Shares of common costs bear their tax on top. */
function partOfShare(share: BilledShare, currency: Currency): readonly TaxPart[] {
  const { taxRate, taxLabel: label = "", amountMinor } = share;
  if (taxRate === undefined) return [];
  const rate = Decimal.parse(taxRate).normalized().toString();
  const levied = BigInt(amountMinor);
  const exact = taxOn(levied, { rate, currency });
  const parted = toMinor(exact, currency, SHARE_ROUNDING);
  return [{ label, rate, rounding: SHARE_ROUNDING, included: false, levied, exact, parted }];
}

function keyOf({ label, rate, rounding, included }: TaxPart): string {
  return `${rate} ${rounding} ${included} ${label}`;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, one) => all + one, 0n);
}
