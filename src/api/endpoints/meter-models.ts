import { audited, refusedField } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { meterTypes, ownMeterTypes } from "#api/meter-types.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import type { Fault } from "#domain/core/fault.ts";
import { readJsonMessage } from "#drivers/json/json-message.ts";
import { LineError } from "#drivers/line-error.ts";
import { parseMeterModel } from "#drivers/meter-model-file.ts";
import {
  countMetersOfModel,
  deleteCustomModel,
  listCustomModels,
  saveCustomModel,
} from "#storage/custom-models.ts";
import {
  confirmModel,
  listConfirmations,
  noteDoubtfulModel,
  withdrawConfirmation,
} from "#storage/doubtful-models.ts";

export const listMeterModels: Endpoint<"listMeterModels"> = async (context) => {
  const { database } = context;
  const own = new Set((await ownMeterTypes(database)).map(({ id }) => id));
  const types = await meterTypes(context, database);
  const confirmed = new Map((await listConfirmations(database)).map((one) => [one.id, one]));
  return {
    meterModels: Array.from(types.values(), (model) => {
      const vouched = confirmed.get(model.id);
      return {
        id: model.id,
        maker: model.maker,
        name: model.name,
        aliases: [...(model.aliases ?? [])],
        commodities: [...model.commodities],
        protocol: model.protocol,
        confidence: model.confidence,
        isOwn: own.has(model.id),
        countsPulses: model.pulses === true,
        inputs: model.protocol === "modbus" ? (model.inputs?.count ?? null) : null,
        notes: model.notes ?? "",
        confirmed: vouched
          ? { by: vouched.confirmedBy, at: vouched.confirmedAt.toString(), note: vouched.note }
          : null,
        quantities: model.registers.map(({ quantity, unit, role }) => ({
          name: quantity,
          unit,
          role,
        })),
      };
    }),
  };
};

export const readMeterModel: Endpoint<"readMeterModel"> = async (context, { params }) => {
  const model = (await meterTypes(context, context.database)).get(params.id);
  if (!model) throw notFound(`type of meter ${params.id}`);
  return { document: { ...model } };
};

export const checkMeterModel: Endpoint<"checkMeterModel"> = async (context, { body }) => {
  const parsed = parseMeterModel(body.document);
  const taken = await takenFault(context, body.document["id"]);
  return { faults: [...(parsed.ok ? [] : parsed.faults), ...taken] };
};

export const tryMessage: Endpoint<"tryMessage"> = async (_context, { body }) => {
  const parsed = parseMeterModel(body.document);
  if (!parsed.ok) {
    const faults = parsed.faults.map((fault) => ({
      ...fault,
      subject: `body.document.${fault.subject}`,
    }));
    throw new ProblemError("not-possible", "the type is not right yet", faults);
  }
  const model = parsed.value;
  if (model.protocol !== "mqtt-json" && model.protocol !== "push") {
    throw new ProblemError("not-possible", "meters of this type send no messages: read one");
  }
  try {
    const { measuredAt, values } = readJsonMessage(model, model.registers, body.message);
    return {
      measuredAt: measuredAt?.toString() ?? null,
      values: values.map(({ register: { quantity, unit }, value }) => ({
        quantity,
        unit,
        value: value?.toString() ?? null,
      })),
    };
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    throw refusedField("message", { code: "meter-model.message", message: error.message });
  }
};

/** The catalogue's own ids are not free. */
async function takenFault(
  { catalogue }: { readonly catalogue: readonly { readonly id: string }[] },
  id: unknown,
): Promise<Fault[]> {
  if (!catalogue.some((model) => model.id === id)) return [];
  const message = "is the id of a type of the catalogue";
  return [{ code: "meter-model.taken", subject: "id", message, remedy: "choose another" }];
}

export const saveMeterModel: Endpoint<"saveMeterModel"> = async (context, { body, caller }) => {
  const parsed = parseMeterModel(body.document);
  const taken = await takenFault(context, body.document["id"]);
  if (!parsed.ok || taken.length > 0) {
    const faults = [...(parsed.ok ? [] : parsed.faults), ...taken].map((fault) => ({
      ...fault,
      subject: `body.document.${fault.subject}`,
    }));
    throw new ProblemError("not-possible", "the type is not right yet", faults);
  }
  const model = parsed.value;
  return audited(context, caller, async (tx, at) => {
    const before = (await listCustomModels(tx)).find(({ id }) => id === model.id)?.document;
    await saveCustomModel(tx, { model, by: caller.user.email, at });
    // What was vouched for is not what it is now.
    if (model.confidence === "C") await noteDoubtfulModel(tx, model.id);
    else await withdrawConfirmation(tx, model.id);
    return {
      note: {
        action: before ? "meter-type.changed" : "meter-type.created",
        subject: `meter type ${model.id}`,
        before,
        after: model,
      },
      answer: { id: model.id },
    };
  });
};

export const removeMeterModel: Endpoint<"removeMeterModel"> = async (
  context,
  { params, caller },
) => {
  await audited(context, caller, async (tx) => {
    const before = (await listCustomModels(tx)).find(({ id }) => id === params.id)?.document;
    if (!before) throw notFound(`type of meter of your own ${params.id}`);
    const meters = await countMetersOfModel(tx, params.id);
    if (meters > 0) throw new ProblemError("not-possible", `${meters} meters are of this type`);
    await deleteCustomModel(tx, params.id);
    await withdrawConfirmation(tx, params.id);
    return {
      note: { action: "meter-type.removed", subject: `meter type ${params.id}`, before },
      answer: undefined,
    };
  });
  return null;
};

export const confirmMeterModel: Endpoint<"confirmMeterModel"> = async (
  context,
  { params, body, caller },
) => {
  const model = (await meterTypes(context, context.database)).get(params.id);
  if (!model) throw notFound(`type of meter ${params.id}`);
  if (model.confidence !== "C") {
    throw refusedField("note", {
      code: "meter-model.not-doubtful",
      message: "is not needed: the type is not doubtful",
    });
  }
  return audited(context, caller, async (tx, at) => {
    await confirmModel(tx, { id: model.id, at, by: caller.user.email, note: body.note });
    return {
      note: {
        action: "meter-type.confirmed",
        subject: `meter type ${model.id}`,
        after: { note: body.note },
      },
      answer: { id: model.id },
    };
  });
};
