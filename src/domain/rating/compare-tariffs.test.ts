import assert from "node:assert/strict";
import { test } from "node:test";
import { faultText } from "#domain/core/fault.ts";
import { consumptionCase, daysOf, required, tariffOf } from "#test/support/rating-case.ts";
import { compareTariffs, type TariffChoice } from "./compare-tariffs.ts";

const DAYS = daysOf("2026-01-01", "2026-03-01");
const LOAD = {
  days: DAYS,
  timeZone: "UTC",
  consumption: consumptionCase({ days: DAYS, amount: () => 1 }),
};

function priced(name: string, price: string, parts: Record<string, unknown> = {}): TariffChoice {
  const charges = [{ kind: "consumption", id: "energy", label: "Energy", price }];
  return { name, document: tariffOf({ charges, ...parts }) };
}

test("tariffs are ranked by what two months of 744 and 672 kWh cost; equals stay in order", () => {
  const vat = [{ id: "vat", label: "VAT", percent: "10" }];
  const choices = [
    priced("dear", "0.30"),
    priced("cheap", "0.10", { taxes: vat }),
    priced("like dear", "0.30"),
  ];
  const ranked = required(compareTariffs({ choices, ...LOAD }));
  // 74.40 + 7.44 and 67.20 + 6.72 are 155.76; 223.20 + 201.60 = 424.80.
  assert.deepEqual(
    ranked.map(({ name, total, more }) => [name, total.toString(), more.toString()]),
    [
      ["cheap", "155.76", "0.00"],
      ["dear", "424.80", "269.04"],
      ["like dear", "424.80", "269.04"],
    ],
  );
  assert.deepEqual(required(compareTariffs({ choices: [], ...LOAD })), []);
});

function refusals(choices: readonly TariffChoice[]): string[] {
  const compared = compareTariffs({ choices, ...LOAD });
  return compared.ok ? [] : compared.faults.map(faultText);
}

const DEMAND = {
  kind: "demand",
  id: "demand",
  label: "Demand",
  price: "5",
  intervalMinutes: 15,
  prorate: "days",
};

test("of tariffs that are not alike only that is said, not what else each would lack", () => {
  const dollars = tariffOf({ charges: [DEMAND], currency: "USD" });
  const codes = () => {
    const choices = [priced("good", "0.1"), { name: "other", document: dollars }];
    const compared = compareTariffs({ choices, ...LOAD });
    return compared.ok ? [] : compared.faults.map(({ code, subject }) => `${code} ${subject}`);
  };
  assert.deepEqual(codes(), ["rating.tariffs-not-alike other"]);
});

test("a tariff that cannot price the load is named, and no ranking leaves it out", () => {
  assert.deepEqual(
    refusals([priced("good", "0.1"), { name: "fine", document: tariffOf({ charges: [DEMAND] }) }]),
    [
      "fine, charges demand: demand over 15 min cannot be found in readings every 60 min (read the point at intervals that divide it)",
    ],
  );
});

test("tariffs in other currencies or for other things are not compared", () => {
  assert.deepEqual(
    refusals([
      priced("euro", "0.1"),
      priced("yuan", "0.1", { currency: "CNY" }),
      priced("gas", "0.1", { commodity: "gas" }),
      priced("also euro", "0.1"),
    ]),
    [
      "yuan: prices electricity in CNY, and euro electricity in EUR (compare tariffs for one commodity and in one currency)",
      "gas: prices gas in EUR, and euro electricity in EUR (compare tariffs for one commodity and in one currency)",
    ],
  );
});
