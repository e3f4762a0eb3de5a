import { audited, refusedField } from "#api/audited.ts";
import type { MeterAsked } from "#api/contract/meter-entry.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { meterTypes } from "#api/meter-types.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import type { Fault } from "#domain/core/fault.ts";
import { asId, type LineId, type MeterId, type SiteId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { enterMeter, type MeterEntry, placeOf } from "#jobs/enter-meter.ts";
import type { Queryable } from "#platform/database.ts";
import { errorCode } from "#platform/refusal.ts";
import { readMeterRow, updateMeter } from "#storage/meter-changes.ts";
import type { MeterParameters } from "#storage/meters.ts";
import { listSiteViews } from "#storage/site-views.ts";

const UNIQUE_VIOLATION = "23505";

export const createMeter: Endpoint<"createMeter"> = async (context, { body, caller }) =>
  withUniqueSerial(() =>
    audited(context, caller, async (tx, at) => {
      const site = (await listSiteViews(tx)).find(({ id }) => id === body.siteId);
      if (!site) throw notFound(`site ${body.siteId}`);
      const model = await requireModel(context, tx, body.modelId);
      const entered = await enterMeter(tx, entryOf(body, { model, siteId: site.id, at }));
      if (!entered.ok) throw refused(entered.faults);
      const id = entered.value.meterId;
      return {
        note: { action: "meter.created", subject: `meter ${id}`, after: body },
        answer: { id },
      };
    }),
  );

/** What the request asks for, in the words of the job. */
export function entryOf(
  asked: MeterAsked,
  known: {
    readonly model: MeterModel;
    readonly siteId: SiteId;
    readonly at: Temporal.Instant;
  },
): MeterEntry {
  const { newPoint, multiplier } = asked;
  const [numerator = "1", denominator = "1"] = multiplier.split("/");
  return {
    ...known,
    serialNumber: asked.serialNumber,
    lineId: asked.lineId === null ? null : asId<LineId>(asked.lineId),
    unitAddress: asked.unitAddress,
    parameters: parametersOf(asked),
    servicePointId: asked.servicePointId === null ? null : asId(asked.servicePointId),
    newPoint: newPoint && {
      ...newPoint,
      spaceId: newPoint.spaceId === null ? null : asId(newPoint.spaceId),
    },
    multiplier: { numerator: Number(numerator), denominator: Number(denominator) },
    intervalMinutes: asked.intervalMinutes,
  };
}

function parametersOf(asked: {
  readonly pulseWeight?: string | undefined;
  readonly startValue?: string | undefined;
}): MeterParameters {
  const { pulseWeight, startValue } = asked;
  return {
    ...(pulseWeight !== undefined && { pulseWeight }),
    ...(startValue !== undefined && { startValue }),
  };
}

export const changeMeter: Endpoint<"changeMeter"> = async (context, { params, body, caller }) => {
  const id = asId<MeterId>(params.id);
  return withUniqueSerial(() =>
    audited(context, caller, async (tx) => {
      const before = await readMeterRow(tx, id);
      if (!before) throw notFound(`meter ${id}`);
      const model = await requireModel(context, tx, body.modelId);
      const lineId = body.lineId === null ? null : asId<LineId>(body.lineId);
      const { unitAddress: written } = body;
      const siteId = asId<SiteId>(before.site_id);
      const placed = await placeOf(tx, { siteId, model, lineId, unitAddress: written }, id);
      if (!placed.ok) throw refused(placed.faults);
      await updateMeter(tx, {
        id,
        serialNumber: body.serialNumber,
        modelId: model.id,
        lineId,
        unitAddress: placed.value,
        parameters: parametersOf(body),
      });
      return {
        note: { action: "meter.changed", subject: `meter ${id}`, before, after: body },
        answer: { id },
      };
    }),
  );
};

async function requireModel(
  context: ApiContext,
  tx: Queryable,
  modelId: string,
): Promise<MeterModel> {
  const model = (await meterTypes(context, tx)).get(modelId);
  if (model) return model;
  const remedy = "choose one of the list";
  throw refusedField("modelId", { code: "meter.model", message: "is no type of meter", remedy });
}

function refused(faults: readonly Fault[]): ProblemError {
  const onWire = faults.map((fault) => ({ ...fault, subject: `body.${fault.subject}` }));
  const first = onWire[0];
  return new ProblemError("not-possible", `${first?.subject}: ${first?.message}`, onWire);
}

/** A serial number, or the name of a new point, that is there already is told at its field. */
async function withUniqueSerial<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== UNIQUE_VIOLATION) throw error;
    const isPoint = error instanceof Error && error.message.includes("service_point");
    throw refusedField(isPoint ? "newPoint.name" : "serialNumber", {
      code: "meter.taken",
      message: isPoint ? "is the name of another point here" : "is that of another meter here",
      remedy: "choose one of its own",
    });
  }
}
