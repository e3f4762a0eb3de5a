import { importLeases, undoLeaseImport } from "./endpoints/lease-import.ts";
import {
  changeLease,
  changeLeasedPoint,
  createLease,
  endLease,
  readLeaseHistory,
  removeLease,
} from "./endpoints/leases.ts";
import {
  changeMailSettings,
  readMailSettings,
  testMailSettings,
} from "./endpoints/mail-settings.ts";
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
import {
  changeUser,
  createUser,
  listUsers,
  resetPassword,
  resetSecondFactor,
} from "./endpoints/users.ts";
import { acceptInvitation, inviteUser } from "./endpoints/invitations.ts";

/** What serves tenant-, tariff- and administration-routes.ts of the contract. */
export const estateEndpoints = {
  changeMailSettings,
  changeUser,
  createUser,
  listUsers,
  readMailSettings,
  resetPassword,
  resetSecondFactor,
  acceptInvitation,
  inviteUser,
  testMailSettings,
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
  importLeases,
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
  undoLeaseImport,
};
