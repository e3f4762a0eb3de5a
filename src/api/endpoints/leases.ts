import { audited, refusedField, whileUnused } from "#api/audited.ts";
import type { Caller, Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import type { Fault } from "#domain/core/fault.ts";
import {
  asId,
  type LeaseId,
  type ServicePointId,
  type SpaceId,
  type TariffId,
  type TenantId,
} from "#domain/core/id.ts";
import { storeRegisters } from "#jobs/store-registers.ts";
import type { Queryable } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import type { PoolClient } from "pg";
import {
  deleteLease,
  endLease as end,
  endLeasedPoint,
  findOccupant,
  findTenantSite,
  listLeaseChanges,
  type LockedLease,
  lockLease,
  reopenLease,
  unfitPoints,
  updateLeaseTerms,
} from "#storage/lease-changes.ts";
import {
  attachServicePoint,
  createLease as insertLease,
  listLeasedPoints,
} from "#storage/leases.ts";
import { siteOfSpace } from "#storage/property-changes.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

/** Refuses with every fault at its field of the body. */
function refusedBody(faults: readonly Fault[]): ProblemError {
  const shown = faults.map((fault) => ({ ...fault, subject: `body.${fault.subject}` }));
  const [first] = shown;
  return new ProblemError("not-possible", `${first?.subject}: ${first?.message}`, shown);
}

export const createLease: Endpoint<"createLease"> = async (context, { body, caller }) => {
  const tenantId = asId<TenantId>(body.tenantId);
  const spaceId = asId<SpaceId>(body.spaceId);
  const points = body.points.map(({ servicePointId, tariffId }) => ({
    servicePointId: asId<ServicePointId>(servicePointId),
    tariffId: asId<TariffId>(tariffId),
  }));
  const startsOn = day(body.startsOn);
  const endsOn = body.endsOn === null ? undefined : day(body.endsOn);
  return audited(context, caller, async (tx, at) => {
    const site = await findTenantSite(tx, tenantId);
    if (!site) throw notFound(`tenant ${tenantId}`);
    if ((await siteOfSpace(tx, spaceId)) !== site.siteId) {
      throw refusedField("spaceId", {
        code: "lease.no-such-space",
        message: "is no space of the tenant's site",
        remedy: "choose one of that site",
      });
    }
    await requireFree(tx, { spaceId, from: startsOn, to: endsOn });
    await requireFit(tx, { siteId: site.siteId, points, fieldOf: (n) => `points.${n}.tariffId` });
    const depositMinor = BigInt(body.depositMinor);
    const terms = { ...body, depositMinor, tenantId, spaceId, startsOn, endsOn };
    const leaseId = await insertLease(tx, terms);
    const conflicts: Fault[] = [];
    for (const [n, point] of points.entries()) {
      const attached = await attachServicePoint(tx, { leaseId, ...point });
      if (attached.ok) continue;
      conflicts.push(
        ...attached.faults.map((fault) => ({
          ...fault,
          subject: `points.${n}.servicePointId`,
        })),
      );
    }
    if (conflicts.length > 0) throw refusedBody(conflicts);
    await noteRegisters(tx, {
      registers: body.registers,
      servicePointIds: points.map(({ servicePointId }) => servicePointId),
      day: startsOn,
      timeZone: site.timeZone,
      reason: `moving in, lease ${leaseId}`,
      caller,
      at,
    });
    return {
      note: { action: "lease.created", subject: `lease ${leaseId}`, after: body },
      answer: { id: leaseId },
    };
  });
};

export const changeLease: Endpoint<"changeLease"> = async (context, { params, body, caller }) =>
  audited(context, caller, async (tx) => {
    const lease = await requireLease(tx, params.id);
    const depositMinor = BigInt(body.depositMinor);
    await updateLeaseTerms(tx, { ...body, depositMinor, id: lease.id });
    return {
      note: {
        action: "lease.changed",
        subject: `lease ${lease.id}`,
        before: lease.row,
        after: body,
      },
      answer: { id: lease.id },
    };
  });

export const changeLeasedPoint: Endpoint<"changeLeasedPoint"> = async (
  context,
  { params, body, caller },
) => {
  const from = day(body.from);
  const servicePointId = asId<ServicePointId>(body.servicePointId);
  return audited(context, caller, async (tx) => {
    const lease = await requireLease(tx, params.id);
    requireUnbilled(lease, { day: from, field: "from" });
    const before = (await listLeasedPoints(tx, [lease.id])).filter(
      (point) => point.servicePointId === servicePointId,
    );
    await endLeasedPoint(tx, { leaseId: lease.id, servicePointId, from });
    if (body.tariffId !== null) {
      const tariffId = asId<TariffId>(body.tariffId);
      const { siteId } = lease;
      const points = [{ servicePointId, tariffId }];
      await requireFit(tx, { siteId, points, fieldOf: () => "tariffId" });
      const attached = await attachServicePoint(tx, {
        leaseId: lease.id,
        servicePointId,
        tariffId,
        startsOn: from,
      });
      if (!attached.ok) {
        throw refusedBody(
          attached.faults.map((fault) => ({
            ...fault,
            subject: "servicePointId",
          })),
        );
      }
    }
    return {
      note: {
        action: "lease.points-changed",
        subject: `lease ${lease.id}`,
        before: wire(before),
        after: body,
      },
      answer: { id: lease.id },
    };
  });
};

export const endLease: Endpoint<"endLease"> = async (context, { params, body, caller }) => {
  const { endsOn } = body;
  if (endsOn === null) return takeEndBack(context, { id: params.id, caller });
  return audited(context, caller, async (tx, at) => {
    const lease = await requireLease(tx, params.id);
    const lastFree = day(endsOn);
    requireUnbilled(lease, { day: lastFree, field: "endsOn" });
    const points = await listLeasedPoints(tx, [lease.id]);
    await end(tx, { id: lease.id, endsOn: lastFree });
    await noteRegisters(tx, {
      registers: body.registers,
      servicePointIds: points.map(({ servicePointId }) => servicePointId),
      day: lastFree,
      timeZone: lease.timeZone,
      reason: `moving out, lease ${lease.id}`,
      caller,
      at,
    });
    return {
      note: { action: "lease.ended", subject: `lease ${lease.id}`, before: lease.row, after: body },
      answer: { id: lease.id },
    };
  });
};

async function takeEndBack(
  context: Parameters<typeof audited>[0],
  { id, caller }: { readonly id: number; readonly caller: Caller },
): Promise<{ id: number }> {
  try {
    return await audited(context, caller, async (tx) => {
      const lease = await requireLease(tx, id);
      const { spaceId, days } = lease;
      const from = days.to ?? days.from;
      await requireFree(tx, { spaceId, from, to: undefined, besides: lease.id });
      await reopenLease(tx, lease);
      return {
        note: { action: "lease.reopened", subject: `lease ${id}`, before: lease.row },
        answer: { id: lease.id },
      };
    });
  } catch (error) {
    if (errorCode(error) !== EXCLUSION_VIOLATION) throw error;
    throw refusedField("endsOn", {
      code: "lease.point-taken",
      message: "cannot be taken back: another lease pays one of its service points by now",
    });
  }
}

/** The constraint service_point_pays_once. */
const EXCLUSION_VIOLATION = "23P01";

export const removeLease: Endpoint<"removeLease"> = async (context, { params, caller }) => {
  await whileUnused("the lease was billed: end it instead", () =>
    audited(context, caller, async (tx) => {
      const lease = await requireLease(tx, params.id);
      await deleteLease(tx, lease.id);
      return {
        note: { action: "lease.removed", subject: `lease ${lease.id}`, before: lease.row },
        answer: undefined,
      };
    }),
  );
  return null;
};

export const readLeaseHistory: Endpoint<"readLeaseHistory"> = async ({ database }, { params }) => ({
  changes: wire(await listLeaseChanges(database, asId<LeaseId>(params.id))),
});

/** A lease, locked; the problem where there is no such one. */
export async function requireLease(tx: Queryable, id: number): Promise<LockedLease> {
  const lease = await lockLease(tx, asId<LeaseId>(id));
  if (!lease) throw notFound(`lease ${id}`);
  return lease;
}

/** What is billed stays: a change is for days that are on no bill, and within the lease. */
export function requireUnbilled(
  lease: LockedLease,
  { day: asked, field }: { readonly day: Temporal.PlainDate; readonly field: string },
): void {
  const { unbilledFrom, days } = lease;
  if (Temporal.PlainDate.compare(asked, unbilledFrom) < 0) {
    const isBilled = Temporal.PlainDate.compare(unbilledFrom, days.from) > 0;
    throw refusedField(field, {
      code: "lease.day-billed",
      message: isBilled
        ? `the days before ${unbilledFrom.toString()} are billed`
        : `the lease begins on ${days.from.toString()}`,
      remedy: isBilled
        ? `choose ${unbilledFrom.toString()} or later, or credit those bills first`
        : "choose that day or a later one",
    });
  }
  if (field === "endsOn" && Temporal.PlainDate.compare(asked, days.from) <= 0) {
    throw refusedField(field, {
      code: "lease.no-day",
      message: `must be after ${days.from.toString()}, the first day`,
      remedy: "remove the lease if it never was",
    });
  }
}

async function requireFree(
  tx: PoolClient,
  asked: Parameters<typeof findOccupant>[1],
): Promise<void> {
  const occupant = await findOccupant(tx, asked);
  if (!occupant) return;
  const until = occupant.to === null ? "" : ` until ${occupant.to}`;
  throw refusedField("spaceId", {
    code: "lease.space-taken",
    message: `is let to ${occupant.tenant} from ${occupant.from}${until}`,
    remedy: "end that lease first, or begin on the day it ends",
  });
}

/** Refuses at its field a tariff that is not for what its point delivers, or of another site. */
export async function requireFit(
  tx: Queryable,
  {
    fieldOf,
    ...asked
  }: Parameters<typeof unfitPoints>[1] & { readonly fieldOf: (n: number) => string },
): Promise<void> {
  const unfit = await unfitPoints(tx, asked);
  if (unfit.length === 0) return;
  throw refusedBody(
    unfit.map((n) => ({
      code: "lease.tariff-unfit",
      subject: fieldOf(n),
      message: "is no tariff of this site for what the point delivers",
      remedy: "choose a tariff for the same utility",
    })),
  );
}

async function noteRegisters(
  tx: PoolClient,
  {
    registers,
    caller,
    ...noted
  }: Omit<Parameters<typeof storeRegisters>[1], "registers" | "author"> & {
    readonly registers: readonly { readonly channelId: number; readonly value: string }[];
    readonly caller: Caller;
  },
): Promise<void> {
  const stored = await storeRegisters(tx, {
    ...noted,
    author: caller.user.email,
    registers: registers.map(({ channelId, value }) => ({ channelId: asId(channelId), value })),
  });
  if (!stored.ok) throw refusedBody(stored.faults);
}
