import { audited, refusedField } from "#api/audited.ts";
import { checkLogo } from "#api/check-logo.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import {
  findLogo,
  findOrganisation,
  type OrganisationView,
  updateLogo,
  updateOrganisation,
} from "#storage/organisations.ts";
import { createOrganisation, createSite as insertSite } from "#storage/property.ts";
import { hasBills, updateSite } from "#storage/property-changes.ts";

export const readOrganisation: Endpoint<"readOrganisation"> = async ({ database }) => ({
  organisation: wire((await findOrganisation(database)) ?? null),
});

export const changeOrganisation: Endpoint<"changeOrganisation"> = async (
  context,
  { body, caller },
) => {
  await audited(context, caller, async (tx) => {
    const before = await findOrganisation(tx);
    if (before) await updateOrganisation(tx, { id: before.id, ...body });
    const id = before?.id ?? (await createOrganisation(tx, body));
    const action = before ? "organisation.changed" : "organisation.created";
    return { note: { action, subject: `organisation ${id}`, before, after: body }, answer: id };
  });
  return wire(await organisationOf(context));
};

export const readLogo: Endpoint<"readLogo"> = async ({ database }, { reply }) => {
  const logo = await findLogo(database);
  if (!logo) throw notFound("logo");
  return (
    reply
      .header("content-type", logo.mediaType)
      // A drawing opened by itself must not be able to do anything.
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .send(Buffer.from(logo.bytes))
  );
};

export const storeLogo: Endpoint<"storeLogo"> = async (context, { body, caller }) => {
  const logo = { mediaType: body.mediaType, bytes: Buffer.from(body.base64, "base64") };
  checkLogo(logo);
  await changeLogo(context, caller, logo);
  return wire(await organisationOf(context));
};

export const removeLogo: Endpoint<"removeLogo"> = async (context, { caller }) => {
  await changeLogo(context, caller, undefined);
  return wire(await organisationOf(context));
};

async function changeLogo(
  context: ApiContext,
  caller: Parameters<typeof audited>[1],
  logo: Parameters<typeof updateLogo>[1]["logo"],
): Promise<void> {
  const { id, logoSha256 } = await organisationOf(context);
  await audited(context, caller, async (tx) => {
    await updateLogo(tx, { id, logo });
    const after = logo ? { mediaType: logo.mediaType, bytes: logo.bytes.length } : null;
    const before = { logoSha256 };
    return {
      note: { action: "organisation.logo", subject: `organisation ${id}`, before, after },
      answer: undefined,
    };
  });
}

async function organisationOf({ database }: ApiContext): Promise<OrganisationView> {
  const found = await findOrganisation(database);
  if (!found) throw new ProblemError("not-possible", "enter the organisation first");
  return found;
}

export const createSite: Endpoint<"createSite"> = async (context, { body, caller }) => {
  const { id: organisationId } = await organisationOf(context);
  return audited(context, caller, async (tx) => {
    const id = await insertSite(tx, { organisationId, ...body });
    return {
      note: { action: "site.created", subject: `site ${id}`, after: body },
      answer: { id },
    };
  });
};

/** What bills were made with stays: their days and their money could not be told otherwise. */
export const changeSite: Endpoint<"changeSite"> = async (context, { params, body, caller }) => {
  const id = asId<SiteId>(params.id);
  return audited(context, caller, async (tx) => {
    const before = await updateSite(tx, { id, ...body });
    if (!before) throw notFound(`site ${id}`);
    const fixed = { timeZone: before["time_zone"], currency: before["currency"] };
    for (const field of ["timeZone", "currency"] as const) {
      if (body[field] === fixed[field] || !(await hasBills(tx, id))) continue;
      throw refusedField(field, {
        code: "site.has-bills",
        message: `stays ${String(fixed[field])}: bills have been issued with it`,
        remedy: "add another site",
      });
    }
    return {
      note: { action: "site.changed", subject: `site ${id}`, before, after: body },
      answer: { id },
    };
  });
};
