import { billPicture, billSettings, billSettingsAsked } from "./bill-settings.ts";
import { logoAsked } from "./organisation.ts";
import { ADMINISTRATOR, byId, STAFF } from "./route-parts.ts";
import type { RouteContract } from "./route.ts";

/** How the bills of a site look, what they must say, and how it reminds. */
export const billSettingsRoutes = {
  readBillSettings: {
    method: "GET",
    path: "/sites/:id/bill-settings",
    roles: STAFF,
    sites: { "params.id": "site" },
    summary: "How the bills of a site look, what they must say, and how it reminds.",
    params: byId,
    response: billSettings,
  },
  changeBillSettings: {
    method: "PATCH",
    path: "/sites/:id/bill-settings",
    roles: ADMINISTRATOR,
    sites: { "params.id": "site" },
    summary: "Changes that for bills from now on; a template is tried before it is stored.",
    params: byId,
    body: billSettingsAsked,
    response: billSettings,
  },
  previewBillSettings: {
    method: "POST",
    path: "/sites/:id/bill-settings/preview",
    roles: ADMINISTRATOR,
    sites: { "params.id": "site" },
    summary: "The newest bill of the site as it would look with these settings; stores nothing.",
    params: byId,
    body: billSettingsAsked,
    response: billPicture,
  },
  readBillTemplate: {
    method: "GET",
    path: "/bill-template",
    roles: STAFF,
    sites: "none",
    summary: "The template that comes with SmartPM, in Typst: where one's own may begin.",
    response: { mediaType: "text/plain" },
  },
  readSiteLogo: {
    method: "GET",
    path: "/sites/:id/bill-logo",
    roles: STAFF,
    sites: { "params.id": "site" },
    summary: "The logo printed on the site's bills: its own, or the organisation's.",
    params: byId,
    response: { mediaType: "image/*" },
  },
  storeSiteLogo: {
    method: "POST",
    path: "/sites/:id/bill-logo",
    roles: ADMINISTRATOR,
    sites: { "params.id": "site" },
    summary: "Prints this logo on the site's bills from now on.",
    params: byId,
    body: logoAsked,
    response: billSettings,
  },
  removeSiteLogo: {
    method: "DELETE",
    path: "/sites/:id/bill-logo",
    roles: ADMINISTRATOR,
    sites: { "params.id": "site" },
    summary: "Prints the organisation's logo on the site's bills from now on.",
    params: byId,
    response: billSettings,
  },
} as const satisfies Readonly<Record<string, RouteContract>>;
