import { z } from "zod";
import { idInAddress } from "./scalars.ts";

/** Everybody who works here: a tenant is none of them. */
export const STAFF = ["administrator", "operator", "accountant", "viewer"] as const;
/** Who tends meters, lines and the property. */
export const TECHNICAL = ["administrator", "operator"] as const;
/** Who makes bills and receives money. */
export const MONEY = ["administrator", "accountant"] as const;
/** Who keeps tenants and leases. */
export const ESTATE = ["administrator", "operator", "accountant"] as const;
export const ADMINISTRATOR = ["administrator"] as const;

/** The row that a path names. */
export const byId = z.object({ id: idInAddress });
