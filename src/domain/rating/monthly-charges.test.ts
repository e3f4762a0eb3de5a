import assert from "node:assert/strict";
import { test } from "node:test";
import { consumptionCase, daysOf, required, tariffOf } from "#test/support/rating-case.ts";
import { monthlyCharges } from "./monthly-charges.ts";

test("a load that begins within a month has a part of it, and its own yearly ladder", () => {
  const document = tariffOf({
    charges: [
      {
        kind: "consumption",
        id: "energy",
        label: "Energy",
        tiers: [{ upTo: "1000", price: "0.10" }, { price: "0.20" }],
        ladder: { counts: "year" },
      },
      { kind: "fixed", id: "base", label: "Base", price: "31", per: "month", prorate: "days" },
    ],
    taxes: [
      { id: "levy", label: "Levy", percent: "1", on: ["energy"] },
      { id: "vat", label: "VAT", percent: "10", onTaxes: ["levy"] },
    ],
  });
  const days = daysOf("2026-03-22", "2026-05-01");
  const consumption = consumptionCase({ days, amount: () => 2 });
  const months = required(monthlyCharges({ document, consumption, days, timeZone: "UTC" }));
  assert.deepEqual(
    months.map(({ days, quantity, fixed, energy, tax, total, peakKw }) => [
      days.from.toString(),
      ...[quantity, fixed, energy, tax, total, peakKw].map((value) =>
        value.normalized().toString(),
      ),
    ]),
    [
      // 480 kWh at 0.10; the levy is 0.48; VAT 10 % of 10 + 48 + 0.48.
      ["2026-03-22", "480", "10", "48", "6.328", "64.328", "2"],
      // 520 at 0.10 and 920 at 0.20; the levy is 2.36; VAT 10 % of 31 + 236 + 2.36.
      ["2026-04-01", "1440", "31", "236", "29.296", "296.296", "2"],
    ],
  );
});
