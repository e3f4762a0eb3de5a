import {
  addLeaseAddOn,
  addTaxExemption,
  endLeaseAddOn,
  listTaxExemptions,
  putLeaseTerm,
  readLeaseTariffInputs,
  removeLeaseTerm,
  removeTaxExemption,
} from "./endpoints/lease-tariff-inputs.ts";
import {
  declareTariffEvent,
  importPriceSeries,
  listPriceSeries,
  listTariffEvents,
  putEarlierUse,
  readEarlierUse,
  removePriceSeries,
  removeTariffEvent,
} from "./endpoints/tariff-inputs.ts";

/** What serves tariff-input-routes.ts of the contract. */
export const tariffInputEndpoints = {
  addLeaseAddOn,
  addTaxExemption,
  declareTariffEvent,
  endLeaseAddOn,
  importPriceSeries,
  listPriceSeries,
  listTariffEvents,
  listTaxExemptions,
  putEarlierUse,
  putLeaseTerm,
  readEarlierUse,
  readLeaseTariffInputs,
  removeLeaseTerm,
  removePriceSeries,
  removeTariffEvent,
  removeTaxExemption,
};
