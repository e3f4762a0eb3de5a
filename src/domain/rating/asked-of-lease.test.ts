import assert from "node:assert/strict";
import { test } from "node:test";
import { tariffOf } from "#test/support/rating-case.ts";
import { askedChannels } from "./asked-channels.ts";
import { usedTerms } from "./lease-terms.ts";

const named = (fields: object) => ({ id: "a", label: "A", ...fields });
const tariff = (fields: object) => tariffOf({ charges: [named(fields)] });

const DEMAND = { kind: "demand", price: "1", prorate: "days" };
const REACTIVE = { kind: "reactive", price: "1", freePercent: "50" };
const TIERS = [{ upTo: "10", price: "1" }, { price: "2" }];

const asked = (fields: object) => [...askedChannels(tariff(fields))];
const ladder = (fields: object) => ({
  kind: "consumption",
  tiers: TIERS,
  ladder: { counts: "month", ...fields },
});

test("a tariff asks for the channels that its charges count by, and no other", () => {
  assert.deepEqual(asked(DEMAND), []);
  assert.deepEqual(asked({ ...DEMAND, unit: "kVA" }), ["reactiveImport", "reactiveExport"]);
  assert.deepEqual(asked({ kind: "consumption", price: "1" }), []);
  assert.deepEqual(asked({ kind: "consumption", price: "1", flow: "received" }), ["received"]);
  assert.deepEqual(asked({ kind: "fixed", price: "1", per: "month", prorate: "days" }), []);
  assert.deepEqual(asked({ ...REACTIVE, flow: "import" }), ["reactiveImport"]);
  assert.deepEqual(asked({ ...REACTIVE, flow: "export" }), ["reactiveExport"]);
  assert.deepEqual(asked({ ...REACTIVE, flow: "both" }), ["reactiveImport", "reactiveExport"]);
});

test("a tariff asks for the terms of the lease that its charges count by", () => {
  const fixed = { kind: "fixed", price: "1", per: "month", prorate: "days" };
  assert.deepEqual(usedTerms(tariff(fixed)), []);
  assert.deepEqual(usedTerms(tariff({ ...fixed, times: "area" })), ["area"]);
  assert.deepEqual(usedTerms(tariff(DEMAND)), []);
  assert.deepEqual(usedTerms(tariff({ ...DEMAND, contract: {} })), ["contract-demand"]);
  assert.deepEqual(
    usedTerms(tariff({ ...DEMAND, contract: { leastPercentOfTransformer: "40" } })),
    ["contract-demand", "transformer-capacity"],
  );
  assert.deepEqual(usedTerms(tariff(ladder({}))), []);
  assert.deepEqual(usedTerms(tariff(ladder({ limitsPer: "peak-demand" }))), []);
  assert.deepEqual(
    usedTerms(tariff(ladder({ limitsPer: "dwellings", widen: { per: "persons", by: "5" } }))),
    ["dwellings", "persons"],
  );
});
