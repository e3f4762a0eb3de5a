import { audited, refusedField, whileUnused, withUniqueName } from "#api/audited.ts";
import type { VirtualPointAsked } from "#api/contract/property.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { measuredParts, type PointPart } from "#domain/consumption/virtual-point.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type ServicePointId, type SiteId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { createChannel, createMeter, installMeter, type NewChannel } from "#storage/meters.ts";
import { createServicePoint } from "#storage/property.ts";
import { updateServicePoint } from "#storage/property-changes.ts";
import {
  deleteVirtualPoint,
  isCharged,
  listPossibleParts,
  listVirtualPoints,
  lockVirtualPoints,
  replaceParts,
  updateVirtualChannel,
} from "#storage/virtual-points.ts";
import { pointPlaceOf, requireSite, requireSpace } from "./property.ts";

/** A virtual point has been there for as long as any meter of its parts can have been. */
const ALWAYS = Temporal.Instant.from("2000-01-01T00:00Z");

export const createVirtualPoint: Endpoint<"createVirtualPoint"> = async (
  context,
  { body, caller },
) =>
  withUniqueName(() =>
    audited(context, caller, async (tx) => {
      await requireSite(tx, body.siteId);
      await requireSpace(tx, body);
      const siteId = asId<SiteId>(body.siteId);
      await lockVirtualPoints(tx, siteId);
      const sum = await sumOf(tx, body, undefined);
      const point = { ...body, ...pointPlaceOf(body), commodity: sum.commodity };
      const id = await createServicePoint(tx, point);
      await replaceParts(tx, { id, parts: sum.parts });
      await createChannel(tx, { ...sum.channel, servicePointId: id });
      // Screens find what was used by a meter: this one stands for the sum.
      const meterId = await createMeter(tx, {
        siteId,
        serialNumber: `∑ ${id}`,
        modelId: "calculated",
      });
      await installMeter(tx, { meterId, servicePointId: id, installedAt: ALWAYS });
      return {
        note: { action: "virtual-point.created", subject: `service point ${id}`, after: body },
        answer: { id },
      };
    }),
  );

export const changeVirtualPoint: Endpoint<"changeVirtualPoint"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<ServicePointId>(params.id);
  return withUniqueName(() =>
    audited(context, caller, async (tx) => {
      await requireSpace(tx, body);
      await lockVirtualPoints(tx, asId<SiteId>(body.siteId));
      const parts = (await listVirtualPoints(tx, [id])).get(id);
      if (!parts) throw notFound(`virtual point ${id}`);
      const sum = await sumOf(tx, body, id);
      const point = { ...body, ...pointPlaceOf(body), commodity: sum.commodity, id };
      const before = await updateServicePoint(tx, point);
      if (before?.["site_id"] !== body.siteId) throw notFound(`virtual point ${id}`);
      if (!areSame(parts, sum.parts)) {
        if (await isCharged(tx, id)) throw refusedField("parts", CHARGED);
        await replaceParts(tx, { id, parts: sum.parts });
        await updateVirtualChannel(tx, { ...sum.channel, id });
      }
      return {
        note: {
          action: "virtual-point.changed",
          subject: `service point ${id}`,
          before: { ...before, parts: parts.map(partText) },
          after: body,
        },
        answer: { id },
      };
    }),
  );
};

const CHARGED = {
  code: "virtual-point.charged",
  message: "stay as they are: the point is on a bill, which they explain",
  remedy: "add another virtual point, and let the lease pay that one from its first day on",
};

export const removeVirtualPoint: Endpoint<"removeVirtualPoint"> = async (
  context,
  { params, caller },
) => {
  const id = asId<ServicePointId>(params.id);
  const why = "the point is used: it is leased, shared out, or part of another virtual point";
  await whileUnused(why, () =>
    audited(context, caller, async (tx) => {
      const parts = (await listVirtualPoints(tx, [id])).get(id);
      if (!parts) throw notFound(`virtual point ${id}`);
      await deleteVirtualPoint(tx, id);
      const before = { parts: parts.map(partText) };
      return {
        note: { action: "virtual-point.removed", subject: `service point ${id}`, before },
        answer: undefined,
      };
    }),
  );
  return null;
};

function partText({ pointId, factor }: PointPart) {
  return { pointId, factor: factor.toString() };
}

function areSame(a: readonly PointPart[], b: readonly PointPart[]): boolean {
  const factors = new Map(a.map(({ pointId, factor }) => [pointId, factor]));
  return (
    a.length === b.length &&
    b.every(({ pointId, factor }) => factors.get(pointId)?.equals(factor) ?? false)
  );
}

/** What a virtual point is the sum of, and the channel that fits it. */
interface Sum {
  readonly commodity: (typeof COMMODITIES)[number];
  readonly parts: readonly PointPart[];
  readonly channel: Omit<NewChannel, "servicePointId">;
}

/** Refuses parts that nothing can be the sum of: unlike, unmeasured, or the point itself. */
async function sumOf(
  tx: Queryable,
  body: VirtualPointAsked,
  id: ServicePointId | undefined,
): Promise<Sum> {
  const all = await listPossibleParts(tx, asId<SiteId>(body.siteId));
  const byId = new Map(all.map((point) => [point.id, point]));
  const points = body.parts.map(({ pointId }, n) => {
    const point = byId.get(pointId);
    if (!point?.unit) {
      throw refusedField(`parts.${n}.pointId`, {
        code: "virtual-point.no-channel",
        message: point
          ? `${point.name} has no meter whose readings could be summed`
          : "is no service point of this site",
        remedy: "choose a point that is measured",
      });
    }
    return point;
  });
  const [first] = points;
  const foreign = points.find(
    ({ commodity, quantity, unit }) =>
      commodity !== first?.commodity || quantity !== first.quantity || unit !== first.unit,
  );
  if (!first || foreign) {
    throw refusedField("parts", {
      code: "virtual-point.unlike",
      message: `${first?.name ?? ""} and ${foreign?.name ?? ""} do not measure the same quantity in the same unit`,
      remedy: "choose points of one commodity and unit",
    });
  }
  const parts = body.parts.map(({ pointId, factor }) => ({
    pointId,
    factor: Decimal.parse(factor),
  }));
  const virtual = new Map(await listVirtualPoints(tx, [...byId.keys()]));
  // A new one has no number yet: 0 is no point's.
  const own = id ?? 0;
  virtual.set(own, parts);
  const measured = measuredParts(own, virtual, (one) => byId.get(one)?.name ?? body.name);
  const [fault] = measured.ok ? [] : measured.faults;
  if (fault) throw refusedField("parts", fault);
  if (measured.ok && measured.value.length === 0) {
    throw refusedField("parts", {
      code: "virtual-point.nothing",
      message: "take off all that they add: nothing is left",
      remedy: "check the factors, and what the virtual points among them are the sum of",
    });
  }
  const commodity = COMMODITIES.find((one) => one === first.commodity);
  if (!commodity) throw new Error(`a point measures ${first.commodity}`);
  return {
    commodity,
    parts,
    channel: {
      quantity: first.quantity ?? "",
      unit: first.unit ?? "",
      resolution: first.resolution ?? "1",
      registerDigits: 0,
      intervalMinutes: longestInterval(points.map(({ intervalMinutes }) => intervalMinutes ?? 1)),
    },
  };
}

/** Each interval in use divides every longer one. */
function longestInterval(minutes: readonly number[]): NewChannel["intervalMinutes"] {
  const longest = Math.max(...minutes);
  return ([1, 5, 15, 30, 60] as const).find((one) => one >= longest) ?? 60;
}
