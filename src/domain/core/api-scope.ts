/** What programs may do by an API token: `read` is every GET that their user's role may. */
export const API_SCOPES = ["read", "readings", "billing", "property"] as const;
export type ApiScope = (typeof API_SCOPES)[number];
