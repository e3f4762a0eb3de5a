import {
  changeLease,
  changeLeasedPoint,
  createLease,
  endLease,
  readLeaseHistory,
  removeLease,
} from "./endpoints/leases.ts";
import { readRegisters } from "./endpoints/registers.ts";
import {
  changeTariff,
  changeTariffVersion,
  compareTariff,
  createTariff,
  createTariffVersion,
  listTariffExamples,
  listTariffs,
  readLeaseUsage,
  readTariff,
  removeTariff,
  removeTariffVersion,
} from "./endpoints/tariffs.ts";
import {
  changeTenant,
  createTenant,
  eraseTenant,
  readPersonalData,
  removeTenant,
} from "./endpoints/tenant-changes.ts";

/** What serves tenant-routes.ts and tariff-routes.ts of the contract. */
export const estateEndpoints = {
  changeLease,
  changeLeasedPoint,
  changeTariff,
  changeTariffVersion,
  changeTenant,
  compareTariff,
  createLease,
  createTariff,
  createTariffVersion,
  createTenant,
  endLease,
  eraseTenant,
  listTariffExamples,
  listTariffs,
  readLeaseHistory,
  readLeaseUsage,
  readPersonalData,
  readRegisters,
  readTariff,
  removeLease,
  removeTariff,
  removeTariffVersion,
  removeTenant,
};
