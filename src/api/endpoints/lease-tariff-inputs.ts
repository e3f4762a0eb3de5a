import { audited, refusedField } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { Decimal } from "#domain/core/decimal.ts";
import {
  asId,
  type LeaseAddOnId,
  type LeaseId,
  type LeaseTermId,
  type ServicePointId,
  type TariffId,
  type TaxExemptionId,
  type TenantId,
} from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";
import { addAddOn, endAddOn, listAddOns, lockAddOn } from "#storage/lease-add-ons.ts";
import { findTenantSite } from "#storage/lease-changes.ts";
import {
  deleteLeaseTerm,
  listLeaseTerms,
  lockLeaseTerm,
  putLeaseTerm as storeTerm,
} from "#storage/lease-terms.ts";
import { listLeasedPoints } from "#storage/leases.ts";
import { readTariffs } from "#storage/tariffs.ts";
import { addExemption, deleteExemption, listExemptions } from "#storage/tax-exemptions.ts";
import { requireFit, requireLease, requireUnbilled } from "./leases.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

export const readLeaseTariffInputs: Endpoint<"readLeaseTariffInputs"> = async (
  { database },
  { params },
) => {
  const leaseIds = [asId<LeaseId>(params.id)];
  const terms = await listLeaseTerms(database, leaseIds);
  const addOns = await listAddOns(database, leaseIds);
  const tariffs = await readTariffs(
    database,
    addOns.map(({ tariffId }) => tariffId),
  );
  const names = new Map(tariffs.map(({ id, name }) => [id, name]));
  return {
    terms: terms.map(({ id, servicePointId, term, from, value }) => ({
      id,
      servicePointId: servicePointId ?? null,
      term,
      from: from.toString(),
      value: value.toString(),
    })),
    addOns: addOns.map(({ id, servicePointId, tariffId, startsOn, endsOn }) => ({
      id,
      servicePointId,
      tariff: { id: tariffId, name: names.get(tariffId) ?? "" },
      from: startsOn.toString(),
      to: endsOn?.toString() ?? null,
    })),
  };
};

export const putLeaseTerm: Endpoint<"putLeaseTerm"> = async (context, { params, body, caller }) =>
  audited(context, caller, async (tx) => {
    const lease = await requireLease(tx, params.id);
    requireUnbilled(lease, { day: day(body.from), field: "from" });
    const servicePointId = body.servicePointId ?? undefined;
    if (servicePointId !== undefined) await requirePaid(tx, { leaseId: lease.id, servicePointId });
    const id = await storeTerm(tx, {
      leaseId: lease.id,
      servicePointId: servicePointId === undefined ? undefined : asId(servicePointId),
      term: body.term,
      from: day(body.from),
      value: Decimal.parse(body.value),
    });
    return {
      note: { action: "lease.term-said", subject: `lease ${lease.id}`, after: body },
      answer: { id },
    };
  });

export const removeLeaseTerm: Endpoint<"removeLeaseTerm"> = async (context, { params, caller }) => {
  const id = asId<LeaseTermId>(params.id);
  await audited(context, caller, async (tx) => {
    const term = await lockLeaseTerm(tx, id);
    if (!term) throw notFound(`lease term ${id}`);
    const lease = await requireLease(tx, term.leaseId);
    requireUnbilled(lease, { day: term.from, field: "from" });
    await deleteLeaseTerm(tx, id);
    const before = { from: term.from.toString() };
    return {
      note: { action: "lease.term-removed", subject: `lease ${lease.id}`, before },
      answer: undefined,
    };
  });
  return null;
};

export const addLeaseAddOn: Endpoint<"addLeaseAddOn"> = async (context, { params, body, caller }) =>
  audited(context, caller, async (tx) => {
    const lease = await requireLease(tx, params.id);
    requireUnbilled(lease, { day: day(body.from), field: "from" });
    await requirePaid(tx, { leaseId: lease.id, servicePointId: body.servicePointId });
    const point = {
      servicePointId: asId<ServicePointId>(body.servicePointId),
      tariffId: asId<TariffId>(body.tariffId),
    };
    const { siteId } = lease;
    await requireFit(tx, { siteId, points: [point], fieldOf: () => "tariffId" });
    const addOn = { ...point, leaseId: lease.id, startsOn: day(body.from), endsOn: undefined };
    const isBase = (await listLeasedPoints(tx, [lease.id])).some(
      ({ servicePointId, tariffId, endsOn }) =>
        servicePointId === point.servicePointId &&
        tariffId === point.tariffId &&
        (endsOn === undefined || Temporal.PlainDate.compare(endsOn, addOn.startsOn) > 0),
    );
    const id = isBase ? undefined : await addAddOn(tx, addOn);
    if (id === undefined) {
      throw refusedField("tariffId", {
        code: "lease.tariff-twice",
        message: "prices the point already",
        remedy: "choose another tariff, or end it first",
      });
    }
    return {
      note: { action: "lease.add-on-added", subject: `lease ${lease.id}`, after: body },
      answer: { id },
    };
  });

export const endLeaseAddOn: Endpoint<"endLeaseAddOn"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<LeaseAddOnId>(params.id);
  return audited(context, caller, async (tx) => {
    const leaseId = await lockAddOn(tx, id);
    if (leaseId === undefined) throw notFound(`further tariff ${id}`);
    const lease = await requireLease(tx, leaseId);
    requireUnbilled(lease, { day: day(body.endsOn), field: "endsOn" });
    await endAddOn(tx, { id, endsOn: day(body.endsOn) });
    return {
      note: { action: "lease.add-on-ended", subject: `lease ${leaseId}`, after: body },
      answer: { id },
    };
  });
};

export const listTaxExemptions: Endpoint<"listTaxExemptions"> = async (
  { database },
  { params },
) => ({
  exemptions: (await listExemptions(database, [asId<TenantId>(params.id)])).map((exemption) => ({
    id: exemption.id,
    taxId: exemption.taxId ?? null,
    kind: exemption.kind,
    reason: exemption.reason,
    startsOn: exemption.startsOn.toString(),
    endsOn: exemption.endsOn?.toString() ?? null,
  })),
});

export const addTaxExemption: Endpoint<"addTaxExemption"> = async (
  context,
  { params, body, caller },
) => {
  const tenantId = asId<TenantId>(params.id);
  return audited(context, caller, async (tx) => {
    if (!(await findTenantSite(tx, tenantId))) throw notFound(`tenant ${tenantId}`);
    const { taxId, kind, reason, startsOn, endsOn } = body;
    const id = await addExemption(tx, {
      tenantId,
      kind,
      reason,
      ...(taxId !== null && { taxId }),
      startsOn: day(startsOn),
      endsOn: endsOn === null ? undefined : day(endsOn),
    });
    return {
      note: { action: "tax-exemption.added", subject: `tenant ${tenantId}`, after: body },
      answer: { id },
    };
  });
};

export const removeTaxExemption: Endpoint<"removeTaxExemption"> = async (
  context,
  { params, caller },
) => {
  await audited(context, caller, async (tx) => {
    const before = await deleteExemption(tx, asId<TaxExemptionId>(params.id));
    if (!before) throw notFound(`tax exemption ${params.id}`);
    return {
      note: {
        action: "tax-exemption.removed",
        subject: `tenant ${String(before["tenant_id"])}`,
        before,
      },
      answer: undefined,
    };
  });
  return null;
};

async function requirePaid(
  tx: Queryable,
  { leaseId, servicePointId }: { readonly leaseId: LeaseId; readonly servicePointId: number },
): Promise<void> {
  const points = await listLeasedPoints(tx, [leaseId]);
  if (points.some((point) => point.servicePointId === servicePointId)) return;
  throw refusedField("servicePointId", {
    code: "lease.point-foreign",
    message: "is no service point that the lease pays",
    remedy: "choose one of its points",
  });
}
