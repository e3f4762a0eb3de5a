import { isDeepStrictEqual } from "node:util";
import { audited, whileUnused } from "#api/audited.ts";
import type { TenantAsked } from "#api/contract/tenants.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { asId, type SiteId, type TenantId } from "#domain/core/id.ts";
import { findTenantSite } from "#storage/lease-changes.ts";
import { readPersonalData as readData } from "#storage/personal-data.ts";
import { listSiteViews } from "#storage/site-views.ts";
import {
  createTenant as insertTenant,
  deleteTenant,
  eraseTenant as erase,
  hasOpenLease,
  readTenants,
  updateTenant,
} from "#storage/tenants.ts";

/** The audit names what of a tenant changed, never what it says: that has to be erasable. */
export const createTenant: Endpoint<"createTenant"> = async (context, { body, caller }) =>
  audited(context, caller, async (tx) => {
    const sites = await listSiteViews(tx);
    if (!sites.some(({ id }) => id === body.siteId)) throw notFound(`site ${body.siteId}`);
    const id = await insertTenant(tx, { ...body, siteId: asId<SiteId>(body.siteId) });
    return {
      note: { action: "tenant.created", subject: `tenant ${id}` },
      answer: { id },
    };
  });

export const changeTenant: Endpoint<"changeTenant"> = async (context, { params, body, caller }) => {
  const id = asId<TenantId>(params.id);
  return audited(context, caller, async (tx) => {
    const [before] = await readTenants(tx, [id]);
    const siteId = asId<SiteId>(body.siteId);
    if (!before || !(await updateTenant(tx, { ...body, siteId, id }))) {
      throw notFound(`tenant ${id}`);
    }
    const fields = (Object.keys(body) as (keyof TenantAsked)[]).filter(
      (field) => !isDeepStrictEqual(before[field], body[field]),
    );
    return {
      note: { action: "tenant.changed", subject: `tenant ${id}`, after: { fields } },
      answer: { id },
    };
  });
};

export const removeTenant: Endpoint<"removeTenant"> = async (context, { params, caller }) => {
  const why = "the tenant has or had a lease or a user: erase its personal data instead";
  await whileUnused(why, () =>
    audited(context, caller, async (tx) => {
      if (!(await deleteTenant(tx, asId<TenantId>(params.id)))) {
        throw notFound(`tenant ${params.id}`);
      }
      return {
        note: { action: "tenant.removed", subject: `tenant ${params.id}` },
        answer: undefined,
      };
    }),
  );
  return null;
};

export const readPersonalData: Endpoint<"readPersonalData"> = async (
  context,
  { params, caller, reply },
) => {
  const { database, clock } = context;
  const data = await readData(database, asId<TenantId>(params.id));
  if (!data) throw notFound(`tenant ${params.id}`);
  await audited(context, caller, async () => ({
    note: { action: "tenant.exported", subject: `tenant ${params.id}` },
    answer: undefined,
  }));
  reply.header("content-disposition", `attachment; filename="tenant-${params.id}.json"`);
  return { exportedAt: clock.now().toString(), ...wire(data) };
};

export const eraseTenant: Endpoint<"eraseTenant"> = async (context, { params, caller }) => {
  const id = asId<TenantId>(params.id);
  await audited(context, caller, async (tx, at) => {
    const site = await findTenantSite(tx, id);
    if (!site) throw notFound(`tenant ${id}`);
    const day = at.toZonedDateTimeISO(site.timeZone).toPlainDate();
    if (await hasOpenLease(tx, { id, day })) {
      throw new ProblemError("not-possible", "the tenant has a lease: end it first");
    }
    await erase(tx, { id, at });
    return { note: { action: "tenant.erased", subject: `tenant ${id}` }, answer: undefined };
  });
  return null;
};
