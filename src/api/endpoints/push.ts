import { createHash, randomBytes } from "node:crypto";
import { audited } from "#api/audited.ts";
import type { PushResult } from "#api/contract/push-routes.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import { asId, type LineId } from "#domain/core/id.ts";
import type { JsonModel, MeterModel } from "#domain/metering/meter-model.ts";
import { READING_QUALITY } from "#domain/metering/reading-quality.ts";
import { readJsonMessage } from "#drivers/json/json-message.ts";
import { LineError } from "#drivers/line-error.ts";
import { parseMeterModel } from "#drivers/meter-model-file.ts";
import { withPulses } from "#drivers/pulse-values.ts";
import { toldReadings } from "#drivers/told-readings.ts";
import { type CollectedMeter, readCollectionPlan } from "#storage/collection-plan.ts";
import { listCustomModels } from "#storage/custom-models.ts";
import { type LiveValue, storeAttempts, storeLiveValues } from "#storage/live-values.ts";
import {
  findPushLine,
  findPushLineName,
  removePushToken as revoke,
  setPushToken,
} from "#storage/push-tokens.ts";
import { storeReadings } from "#storage/readings.ts";
import type { Reading } from "#storage/reading.ts";

const TOKEN_BYTES = 32;
const TOKEN = /^Bearer ([A-Za-z0-9_-]{43})$/;
/** A meter whose clock is ahead by more than this has no right time. */
const AHEAD_MS_AT_MOST = 300_000;

export const createPushToken: Endpoint<"createPushToken"> = async (context, { params, caller }) => {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return audited(context, caller, async (tx, at) => {
    const lineId = asId<LineId>(params.id);
    const subject = await findPushLineName(tx, lineId);
    if (subject === undefined) throw notFound("line that meters push to");
    const tokenSha256 = sha256(token);
    await setPushToken(tx, { lineId, tokenSha256, at, by: caller.user.email });
    return { note: { action: "line.push-token", subject }, answer: { token } };
  });
};

export const removePushToken: Endpoint<"removePushToken"> = async (context, { params, caller }) => {
  await audited(context, caller, async (tx) => {
    const lineId = asId<LineId>(params.id);
    const subject = await findPushLineName(tx, lineId);
    if (subject === undefined || !(await revoke(tx, lineId))) {
      throw notFound("token of a line that meters push to");
    }
    return { note: { action: "line.push-token-revoked", subject }, answer: undefined };
  });
  return null;
};

export const pushReadings: Endpoint<"pushReadings"> = async (context, { body, request }) => {
  const { database } = context;
  const [, token] = TOKEN.exec(request.headers.authorization ?? "") ?? [];
  const lineId = token === undefined ? undefined : await findPushLine(database, sha256(token));
  if (lineId === undefined) {
    throw new ProblemError("not-signed-in", "the token is of no line: make a new one for it");
  }
  const [line] = await readCollectionPlan(database, lineId);
  const meters = new Map(line?.meters.map((meter) => [meter.unitAddress, meter]));
  const models = await readModels(context);
  const messages = Array.isArray(body) ? body : [body];
  const refused: PushResult["refused"] = [];
  const taken = messages.flatMap((message, index) => {
    try {
      const meter = meters.get(message.meter);
      if (!meter) throw new LineError("wrong-unit", "the line has no meter of that address");
      return [takeMessage(message, { meter, model: models.get(meter.modelId), context })];
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      refused.push({ index, meter: message.meter, message: error.message });
      return [];
    }
  });
  return { stored: await store(context, lineId, taken), refused };
};

/** What a message says of its meter. */
interface Taken {
  readonly meter: CollectedMeter;
  readonly readings: readonly Reading[];
  readonly live: readonly LiveValue[];
}

function takeMessage(
  message: object,
  {
    meter,
    model,
    context: { clock },
  }: {
    readonly meter: CollectedMeter;
    readonly model: MeterModel | undefined;
    readonly context: ApiContext;
  },
): Taken {
  if (!model || !isOfMessages(model)) {
    throw new LineError("unsupported", "the meter's type does not speak by messages");
  }
  const said = readJsonMessage(model, model.registers, JSON.stringify(message));
  const at = clock.now();
  if (said.measuredAt === undefined && model.timePath !== undefined) {
    throw new LineError("wrong-answer", "the message does not say when it was measured");
  }
  const measuredAt = said.measuredAt ?? at;
  if (measuredAt.epochMilliseconds > at.epochMilliseconds + AHEAD_MS_AT_MOST) {
    throw new LineError("wrong-answer", `the message is from the future: ${measuredAt}`);
  }
  const values = withPulses(said.values, model, meter.parameters);
  const quality = READING_QUALITY.measured;
  const { meterId } = meter;
  return {
    meter,
    readings: toldReadings(values, measuredAt, meter.channels).map((reading) => ({
      ...reading,
      quality,
      collectedAt: at,
    })),
    live: values.flatMap(({ register: { quantity, unit }, value }) =>
      value ? [{ meterId, quantity, value: value.toString(), unit, measuredAt }] : [],
    ),
  };
}

/** Everything of one push in one transaction; the same again stores nothing. */
async function store(
  { database, clock }: ApiContext,
  lineId: LineId,
  taken: readonly Taken[],
): Promise<number> {
  const at = clock.now();
  const newest = new Map(
    taken
      .flatMap(({ live }) => live)
      .toSorted((a, b) => Temporal.Instant.compare(a.measuredAt, b.measuredAt))
      .map((value) => [`${value.meterId} ${value.quantity}`, value]),
  );
  const heard = new Set(taken.map(({ meter }) => meter.meterId));
  const { stored } = await storeReadings(
    database,
    taken.flatMap(({ readings }) => readings),
  );
  await database.transaction(async (tx) => {
    await storeLiveValues(tx, [...newest.values()]);
    const answered = { lineId, at, error: undefined, errorKind: undefined, latencyMs: undefined };
    await storeAttempts(
      tx,
      [...heard].map((meterId) => ({ meterId, ...answered })),
    );
  });
  return stored;
}

function isOfMessages(model: MeterModel): model is JsonModel {
  return model.protocol === "push" || model.protocol === "mqtt-json";
}

/** The catalogue's types and those made in the browser, by id. */
async function readModels({
  database,
  catalogue,
}: ApiContext): Promise<ReadonlyMap<string, MeterModel>> {
  const own = (await listCustomModels(database)).flatMap(({ document }) => {
    const parsed = parseMeterModel(document);
    return parsed.ok ? [parsed.value] : [];
  });
  return new Map([...catalogue, ...own].map((model) => [model.id, model]));
}

function sha256(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
