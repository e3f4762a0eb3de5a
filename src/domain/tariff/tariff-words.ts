import type { Commodity } from "#domain/core/commodity.ts";
import type { Decimal } from "#domain/core/decimal.ts";
import type { DemandWords } from "./demand-words.ts";
import type { OnChargesWords } from "./on-charges-words.ts";
import type { LeaseTerm } from "./lease-term.ts";
import type { SupplyWords } from "./supply-words.ts";
import type { LadderWindow, TariffRounding, TierAllocation } from "./tariff-document.ts";
import type { Proration, Recurrence } from "./charge-recurrence.ts";

/** A price of a charge: per what, and for a demand charge over which minutes. */
export interface TierWords {
  readonly above: string | undefined;
  readonly upTo: string | undefined;
  readonly unit: string;
}

/** What an explanation says, in one language. Amounts come as text, with their currency. */
export interface TariffWords {
  readonly commodity: Readonly<Record<Commodity, string>>;
  readonly weekdays: readonly string[];
  /** An exact figure with every digit, as the language writes it. */
  figure(decimal: Decimal): string;
  readonly separator: string;
  readonly colon: string;
  /** Between two phrases. */
  readonly blank: string;
  readonly semicolon: string;
  readonly holidays: string;
  readonly charges: string;
  readonly taxes: string;
  readonly whenTitle: string;
  readonly seasonsTitle: string;
  readonly sources: string;
  readonly atAllTimes: string;
  readonly mixedHour: string;
  readonly allCharges: string;
  readonly per: Readonly<Record<Recurrence, string>>;
  readonly prorate: Readonly<Record<Proration, string>>;
  readonly counts: Readonly<Record<LadderWindow, string>>;
  readonly ladder: Readonly<Record<"marginal" | "volume", string>>;
  readonly allocation: Readonly<Record<TierAllocation, string>>;
  readonly ladderProrate: Readonly<Record<"days" | "none", string>>;
  readonly rounding: Readonly<Record<TariffRounding["line"], string>>;
  heading(parts: { commodity: string; unit: string; currency: string }): string;
  price(amount: string, unit: string): string;
  recurring(amount: string, per: string): string;
  tier(tier: TierWords): string;
  share(percent: string): string;
  event(name: string, period: string): string;
  readonly demand: DemandWords;
  readonly onCharges: OnChargesWords;
  readonly supply: SupplyWords;
  /** What an amount is for each of. */
  readonly times: Readonly<Record<LeaseTerm, string>>;
  demandInPeriods: string;
  demandPer: Readonly<Record<"month" | "year", string>>;
  least(amount: string, per: string, on: string): string;
  tax(parts: { percent: string; included: boolean; on: string }): string;
}
