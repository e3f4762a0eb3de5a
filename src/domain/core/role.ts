/**
 * What a user may do. A tenant sees only its own points, bills and days of its leases; the others
 * see the whole installation, a viewer without changing anything.
 */
export const ROLES = ["administrator", "operator", "accountant", "viewer", "tenant"] as const;
export type Role = (typeof ROLES)[number];
