import { audited, refusedField, whileUnused, withUniqueName } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { wire } from "#api/wire.ts";
import {
  asId,
  type LeaseId,
  type SiteId,
  type TariffId,
  type TariffVersionId,
} from "#domain/core/id.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import { compareTariff as compare, loadUsage } from "#jobs/compare-tariff.ts";
import { errorCode } from "#platform/refusal.ts";
import { readLeases } from "#storage/leases.ts";
import { listSiteViews, type SiteView } from "#storage/site-views.ts";
import {
  deleteTariff,
  deleteTariffVersion,
  lockTariffVersion,
  renameTariff,
  updateTariffVersion,
} from "#storage/tariff-changes.ts";
import { listTariffViews, type TariffView } from "#storage/tariff-views.ts";
import { addTariffVersion, createTariff as insertTariff } from "#storage/tariffs.ts";

export const listTariffs: Endpoint<"listTariffs"> = async ({ database, clock }) => {
  const tariffs = await listTariffViews(database, { now: clock.now() });
  return {
    tariffs: tariffs.map(({ versions, ...tariff }) => ({
      ...tariff,
      versions: versions.map(({ id, effectiveFrom, frozenAt }) =>
        wire({ id, effectiveFrom, frozenAt }),
      ),
    })),
  };
};

export const readTariff: Endpoint<"readTariff"> = async ({ database, clock }, { params }) => {
  const [tariff] = await listTariffViews(database, {
    now: clock.now(),
    id: asId<TariffId>(params.id),
  });
  if (!tariff) throw notFound(`tariff ${params.id}`);
  return {
    ...tariff,
    versions: tariff.versions.map(({ document, ...version }) => ({ ...wire(version), document })),
  };
};

export const listTariffExamples: Endpoint<"listTariffExamples"> = async ({ tariffExamples }) => ({
  examples: tariffExamples.map(({ name, document }) => ({ name, document })),
});

export const createTariff: Endpoint<"createTariff"> = async (context, { body, caller }) => {
  const site = await siteOf(context, body.siteId);
  const { commodity } = documentOf(body.document, { currency: site.currency });
  return withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const { name, document } = body;
      const tariffId = await insertTariff(tx, { siteId: site.id, name, commodity });
      const effectiveFrom = Temporal.PlainDate.from(body.effectiveFrom);
      await addTariffVersion(tx, { tariffId, effectiveFrom, document });
      return {
        note: { action: "tariff.created", subject: `tariff ${tariffId}`, after: body },
        answer: { id: tariffId },
      };
    }),
  );
};

export const changeTariff: Endpoint<"changeTariff"> = async (context, { params, body, caller }) =>
  withUniqueName(() =>
    audited(context, caller, async (tx) => {
      const id = asId<TariffId>(params.id);
      const before = await renameTariff(tx, { id, name: body.name });
      if (before === undefined) throw notFound(`tariff ${id}`);
      return {
        note: {
          action: "tariff.renamed",
          subject: `tariff ${id}`,
          before: { name: before },
          after: body,
        },
        answer: { id },
      };
    }),
  );

export const removeTariff: Endpoint<"removeTariff"> = async (context, { params, caller }) => {
  await whileUnused("leases have or had the tariff, or it has priced bills: it stays", () =>
    audited(context, caller, async (tx) => {
      if (!(await deleteTariff(tx, asId<TariffId>(params.id)))) {
        throw notFound(`tariff ${params.id}`);
      }
      return {
        note: { action: "tariff.removed", subject: `tariff ${params.id}` },
        answer: undefined,
      };
    }),
  );
  return null;
};

export const createTariffVersion: Endpoint<"createTariffVersion"> = async (
  context,
  { params, body, caller },
) => {
  const tariff = await tariffOf(context, params.id);
  const { currency } = await siteOf(context, tariff.siteId);
  documentOf(body.document, { currency, commodity: tariff.commodity });
  return onFreeDay(() =>
    audited(context, caller, async (tx) => {
      const id = await addTariffVersion(tx, {
        tariffId: asId<TariffId>(tariff.id),
        effectiveFrom: Temporal.PlainDate.from(body.effectiveFrom),
        document: body.document,
      });
      return {
        note: { action: "tariff.version-added", subject: `tariff ${tariff.id}`, after: body },
        answer: { id },
      };
    }),
  );
};

export const changeTariffVersion: Endpoint<"changeTariffVersion"> = async (
  context,
  { params, body, caller },
) => {
  const id = asId<TariffVersionId>(params.id);
  return onFreeDay(() =>
    audited(context, caller, async (tx) => {
      const before = await lockTariffVersion(tx, id);
      if (!before) throw notFound(`tariff version ${id}`);
      if (before.isFrozen) throw frozen();
      const tariff = await tariffOf(context, before.tariffId);
      const { currency } = await siteOf(context, tariff.siteId);
      documentOf(body.document, { currency, commodity: tariff.commodity });
      await updateTariffVersion(tx, { id, ...body });
      const { effectiveFrom, document } = before;
      return {
        note: {
          action: "tariff.version-changed",
          subject: `tariff ${tariff.id}`,
          before: { effectiveFrom, document },
          after: body,
        },
        answer: { id },
      };
    }),
  );
};

export const removeTariffVersion: Endpoint<"removeTariffVersion"> = async (
  context,
  { params, caller },
) => {
  const id = asId<TariffVersionId>(params.id);
  await audited(context, caller, async (tx) => {
    const before = await lockTariffVersion(tx, id);
    if (!before) throw notFound(`tariff version ${id}`);
    if (before.isFrozen) throw frozen();
    await deleteTariffVersion(tx, id);
    const { tariffId, effectiveFrom, document } = before;
    return {
      note: {
        action: "tariff.version-removed",
        subject: `tariff ${tariffId}`,
        before: { effectiveFrom, document },
      },
      answer: undefined,
    };
  });
  return null;
};

export const readLeaseUsage: Endpoint<"readLeaseUsage"> = async (
  { database },
  { params, query },
) => {
  const leaseId = asId<LeaseId>(params.id);
  const [lease] = await readLeases(database, [leaseId]);
  if (!lease) throw notFound(`lease ${leaseId}`);
  const usage = await loadUsage(database, { leaseIds: [leaseId], period: periodOf(query) });
  return {
    points: usage.map(({ evidence, tariffId, pointName, unit, commodity, consumption }) => ({
      servicePointId: evidence.servicePointId,
      name: pointName,
      commodity,
      unit,
      tariffId: tariffId ?? null,
      paidFrom: evidence.days.from.toString(),
      paidTo: evidence.days.to.toString(),
      from: consumption.from.toString(),
      intervalMinutes: consumption.intervalMinutes,
      amounts: Array.from(consumption.amounts),
      perCount: consumption.perCount.toString(),
    })),
  };
};

export const compareTariff: Endpoint<"compareTariff"> = async (context, { params, body }) => {
  const { database } = context;
  const tariff = await tariffOf(context, params.id);
  const { currency } = await siteOf(context, tariff.siteId);
  const document = documentOf(body.document, { currency, commodity: tariff.commodity });
  const leases = await compare(database, {
    tariffId: asId<TariffId>(tariff.id),
    document,
    period: periodOf(body),
  });
  return { currency, leases: wire(leases) };
};

/** A year of quarter hours of ten points: more would not be a preview. */
const DAYS_AT_MOST = 366;

function periodOf({ from, to }: { readonly from: string; readonly to: string }) {
  const period = { from: Temporal.PlainDate.from(from), to: Temporal.PlainDate.from(to) };
  const { days } = period.from.until(period.to);
  if (days >= 1 && days <= DAYS_AT_MOST) return period;
  throw refusedField("to", {
    code: "tariff.days",
    message: `must be 1 to ${DAYS_AT_MOST} days after from`,
  });
}

/** The document, or every fault of it at its place in the body. */
function documentOf(
  written: unknown,
  { currency, commodity }: { readonly currency: string; readonly commodity?: string },
): TariffDocument {
  const parsed = parseTariff(written);
  const faults = parsed.ok ? misfits(parsed.value, { currency, commodity }) : parsed.faults;
  if (parsed.ok && faults.length === 0) return parsed.value;
  const shown = faults.map((fault) => ({ ...fault, subject: `body.document.${fault.subject}` }));
  throw new ProblemError("bad-request", `${shown[0]?.subject}: ${shown[0]?.message}`, shown);
}

function misfits(
  document: TariffDocument,
  expected: { readonly currency: string; readonly commodity: string | undefined },
) {
  return (["currency", "commodity"] as const)
    .filter((field) => expected[field] !== undefined && document[field] !== expected[field])
    .map((field) => ({
      code: `tariff.${field}`,
      subject: field,
      message: `is ${document[field]}, and must be ${expected[field]} here`,
      remedy: `write "${expected[field]}"`,
    }));
}

async function siteOf(
  { database }: { readonly database: Parameters<typeof listSiteViews>[0] },
  id: number,
): Promise<SiteView> {
  const site = (await listSiteViews(database)).find((one) => one.id === asId<SiteId>(id));
  if (!site) throw notFound(`site ${id}`);
  return site;
}

async function tariffOf(
  { database, clock }: Parameters<typeof audited>[0],
  id: number,
): Promise<TariffView> {
  const [tariff] = await listTariffViews(database, { now: clock.now(), id: asId<TariffId>(id) });
  if (!tariff) throw notFound(`tariff ${id}`);
  return tariff;
}

function frozen(): ProblemError {
  return new ProblemError(
    "not-possible",
    "the version has priced an issued bill and stays as it is: add a new version from a later day",
  );
}

const UNIQUE_VIOLATION = "23505";

/** Does `work`; a day from which another version is in force is told at its field. */
async function onFreeDay<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    throw refusedField("effectiveFrom", {
      code: "tariff.day-taken",
      message: "is the first day of another version of this tariff",
      remedy: "choose another day",
    });
  }
}
