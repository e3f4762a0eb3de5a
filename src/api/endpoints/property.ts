import { audited, refusedField, whileUnused, withUniqueName } from "#api/audited.ts";
import type { BalanceZoneAsked, SpaceAsked } from "#api/contract/property.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import {
  asId,
  type BalanceZoneId,
  type ServicePointId,
  type SiteId,
  type SpaceId,
} from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import {
  createBalanceZone as insertZone,
  createServicePoint as insertPoint,
  createSpace as insertSpace,
} from "#storage/property.ts";
import {
  deleteBalanceZone,
  deleteServicePoint,
  deleteSpace,
  foreignPoints,
  isMeasured,
  isWithin,
  siteOfSpace,
  updateBalanceZone,
  updateServicePoint,
  updateSpace,
} from "#storage/property-changes.ts";
import {
  listBalanceZoneViews,
  listServicePointViews,
  listSpaceViews,
} from "#storage/property-views.ts";
import { listSiteViews } from "#storage/site-views.ts";
import { virtualAmong } from "#storage/virtual-points.ts";

export const readProperty: Endpoint<"readProperty"> = async ({ database, clock }, { params }) => {
  const site = (await listSiteViews(database)).find(({ id }) => id === params.id);
  if (!site) throw notFound(`site ${params.id}`);
  const day = clock.now().toZonedDateTimeISO(site.timeZone).toPlainDate();
  const [spaces, points, zones] = await Promise.all([
    listSpaceViews(database, { siteId: site.id, day }),
    listServicePointViews(database, { siteId: site.id, day }),
    listBalanceZoneViews(database, site.id),
  ]);
  return wire({ spaces, points, zones });
};

export const createSpace: Endpoint<"createSpace"> = async (context, { body, caller }) =>
  audited(context, caller, async (tx) => {
    await requireSite(tx, body.siteId);
    await requireParent(tx, body);
    const id = await insertSpace(tx, { ...body, ...placeOf(body) });
    return {
      note: { action: "space.created", subject: `space ${id}`, after: body },
      answer: { id },
    };
  });

export const changeSpace: Endpoint<"changeSpace"> = async (context, { params, body, caller }) => {
  const id = asId<SpaceId>(params.id);
  return audited(context, caller, async (tx) => {
    await requireParent(tx, body);
    const { parentId } = placeOf(body);
    if (parentId !== undefined && (await isWithin(tx, { inner: parentId, outer: id }))) {
      throw refusedField("parentId", {
        code: "space.inside-itself",
        message: "lies within this space itself",
        remedy: "choose a space outside it",
      });
    }
    const before = await updateSpace(tx, { ...body, ...placeOf(body), id });
    if (before?.["site_id"] !== body.siteId) throw notFound(`space ${id}`);
    return {
      note: { action: "space.changed", subject: `space ${id}`, before, after: body },
      answer: { id },
    };
  });
};

export const removeSpace: Endpoint<"removeSpace"> = async (context, { params, caller }) => {
  const why = "the space is used: something lies in it, or somebody leased it";
  await whileUnused(why, () =>
    audited(context, caller, async (tx) => {
      const before = await deleteSpace(tx, asId<SpaceId>(params.id));
      if (!before) throw notFound(`space ${params.id}`);
      return {
        note: { action: "space.removed", subject: `space ${params.id}`, before },
        answer: undefined,
      };
    }),
  );
  return null;
};

export const createServicePoint: Endpoint<"createServicePoint"> = async (
  context,
  { body, caller },
) =>
  withUniqueName(() =>
    audited(context, caller, async (tx) => {
      await requireSite(tx, body.siteId);
      await requireSpace(tx, body);
      const id = await insertPoint(tx, { ...body, ...pointPlaceOf(body) });
      return {
        note: { action: "service-point.created", subject: `service point ${id}`, after: body },
        answer: { id },
      };
    }),
  );

export const changeServicePoint: Endpoint<"changeServicePoint"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<ServicePointId>(params.id);
  return withUniqueName(() =>
    audited(context, caller, async (tx) => {
      await requireSpace(tx, body);
      const before = await updateServicePoint(tx, { ...body, ...pointPlaceOf(body), id });
      if (before?.["site_id"] !== body.siteId) throw notFound(`service point ${id}`);
      if (before["commodity"] !== body.commodity && (await isMeasured(tx, id))) {
        throw refusedField("commodity", {
          code: "service-point.measured",
          message: `stays ${String(before["commodity"])}: the point has been measured or leased`,
          remedy: "add another service point",
        });
      }
      return {
        note: {
          action: "service-point.changed",
          subject: `service point ${id}`,
          before,
          after: body,
        },
        answer: { id },
      };
    }),
  );
};

export const removeServicePoint: Endpoint<"removeServicePoint"> = async (
  context,
  { params, caller },
) => {
  const why = "the service point is used: it was measured, leased or balanced";
  await whileUnused(why, () =>
    audited(context, caller, async (tx) => {
      const before = await deleteServicePoint(tx, asId<ServicePointId>(params.id));
      if (!before) throw notFound(`service point ${params.id}`);
      return {
        note: { action: "service-point.removed", subject: `service point ${params.id}`, before },
        answer: undefined,
      };
    }),
  );
  return null;
};

export const createBalanceZone: Endpoint<"createBalanceZone"> = async (context, { body, caller }) =>
  withUniqueName(() =>
    audited(context, caller, async (tx) => {
      await requireSite(tx, body.siteId);
      const id = await insertZone(tx, await zoneOf(tx, body));
      return {
        note: { action: "balance-zone.created", subject: `balance zone ${id}`, after: body },
        answer: { id },
      };
    }),
  );

export const changeBalanceZone: Endpoint<"changeBalanceZone"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<BalanceZoneId>(params.id);
  return withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const before = await updateBalanceZone(tx, { ...(await zoneOf(tx, body)), id });
      if (!before) throw notFound(`balance zone ${id}`);
      return {
        note: {
          action: "balance-zone.changed",
          subject: `balance zone ${id}`,
          before,
          after: body,
        },
        answer: { id },
      };
    }),
  );
};

export const removeBalanceZone: Endpoint<"removeBalanceZone"> = async (
  context,
  { params, caller },
) => {
  await audited(context, caller, async (tx) => {
    const before = await deleteBalanceZone(tx, asId<BalanceZoneId>(params.id));
    if (!before) throw notFound(`balance zone ${params.id}`);
    return {
      note: { action: "balance-zone.removed", subject: `balance zone ${params.id}`, before },
      answer: undefined,
    };
  });
  return null;
};

/** Throws the problem where there is no such site. */
export async function requireSite(tx: Queryable, siteId: number): Promise<void> {
  const sites = await listSiteViews(tx);
  if (!sites.some(({ id }) => id === siteId)) throw notFound(`site ${siteId}`);
}

/** The ids of a request as ids of spaces and sites. */
function placeOf(body: SpaceAsked): {
  readonly siteId: SiteId;
  readonly parentId: SpaceId | undefined;
} {
  const parentId = body.parentId === null ? undefined : asId<SpaceId>(body.parentId);
  return { siteId: asId(body.siteId), parentId };
}

/** The ids of a request as ids of a site and a space. */
export function pointPlaceOf(body: { readonly siteId: number; readonly spaceId: number | null }): {
  readonly siteId: SiteId;
  readonly spaceId: SpaceId | undefined;
} {
  const spaceId = body.spaceId === null ? undefined : asId<SpaceId>(body.spaceId);
  return { siteId: asId(body.siteId), spaceId };
}

async function requireParent(tx: Queryable, { siteId, parentId }: SpaceAsked): Promise<void> {
  if (parentId === null || (await siteOfSpace(tx, asId(parentId))) === siteId) return;
  throw refusedField("parentId", NO_SUCH_SPACE);
}

/** Throws the problem where the space is none of the site. */
export async function requireSpace(
  tx: Queryable,
  { siteId, spaceId }: { readonly siteId: number; readonly spaceId: number | null },
): Promise<void> {
  if (spaceId === null || (await siteOfSpace(tx, asId(spaceId))) === siteId) return;
  throw refusedField("spaceId", NO_SUCH_SPACE);
}

const NO_SUCH_SPACE = {
  code: "property.no-such-space",
  message: "is no space of this site",
  remedy: "choose one of this site",
};

/** The zone to store; refuses points of another site or commodity, which nothing could compare. */
async function zoneOf(tx: Queryable, body: BalanceZoneAsked) {
  const zone = {
    ...body,
    siteId: asId<SiteId>(body.siteId),
    supplyPoints: body.supplyPoints.map((id) => asId<ServicePointId>(id)),
    usePoints: body.usePoints.map((id) => asId<ServicePointId>(id)),
  };
  for (const side of ["supplyPoints", "usePoints"] as const) {
    const [virtual] = await virtualAmong(tx, zone[side]);
    if (virtual !== undefined) {
      throw refusedField(side, {
        code: "balance-zone.virtual-point",
        message: `service point ${virtual} is calculated from others, and has no meter to compare`,
        remedy: "choose the points that it is calculated from",
      });
    }
    const foreign = await foreignPoints(tx, { ...zone, ids: zone[side] });
    if (foreign.length === 0) continue;
    throw refusedField(side, {
      code: "balance-zone.foreign-point",
      message: `service point ${foreign.join(", ")} does not deliver ${zone.commodity} at this site`,
      remedy: "choose points of one commodity and site",
    });
  }
  return zone;
}
