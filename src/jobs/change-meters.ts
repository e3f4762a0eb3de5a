import type { Fault } from "#domain/core/fault.ts";
import type { LineId, MeterId, SpaceId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Queryable } from "#platform/database.ts";
import { readLineRow } from "#storage/line-changes.ts";
import { updateMeter } from "#storage/meter-changes.ts";
import {
  type MeterToChange,
  readMetersToChange,
  readSpaceOfSite,
  setMeterTags,
  setPointInterval,
  setPointSpace,
} from "#storage/meters-to-change.ts";
import { placeOf } from "./enter-meter.ts";

/** What a meter is to have from now on; what is left out stays. */
export interface MeterChange {
  readonly meterId: MeterId;
  readonly modelId?: string | undefined;
  /** Null: it is read by a person. */
  readonly lineId?: LineId | null | undefined;
  readonly spaceId?: SpaceId | null | undefined;
  readonly intervalMinutes?: 1 | 5 | 15 | 30 | 60 | undefined;
  readonly tags?: readonly string[] | undefined;
}

export type ChangedField = "modelId" | "lineId" | "spaceId" | "intervalMinutes" | "tags";

/** What a change comes to, in words a person reads before it is made. */
export interface ChangedMeter {
  readonly meterId: MeterId;
  readonly serialNumber: string;
  readonly pointName: string | null;
  readonly changed: readonly {
    readonly field: ChangedField;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  /** Each at its field; none: it can be made, or changes nothing. */
  readonly faults: readonly Fault[];
  /** What takes it back. */
  readonly undo: MeterChange;
}

/** The type of a virtual point's meter, which no catalogue has. */
const CALCULATED = "calculated";

type Models = ReadonlyMap<string, MeterModel>;
type Changed = ChangedMeter["changed"][number];

/**
 * Changes meters, one after the other, so that a place one leaves is free for the next. A meter with
 * a fault is left as it is. Refused is what would bear on readings that a bill in force was made of:
 * the type that says what a register means, and the saving interval. Needs a transaction; who finds
 * a fault and wants all or nothing rolls it back.
 */
export async function changeMeters(
  tx: Queryable,
  { changes, models }: { readonly changes: readonly MeterChange[]; readonly models: Models },
): Promise<ChangedMeter[]> {
  const meters = await readMetersToChange(
    tx,
    changes.map(({ meterId }) => meterId),
  );
  const rows: ChangedMeter[] = [];
  for (const change of changes) {
    const meter = meters.get(change.meterId);
    rows.push(meter ? await changeOne(tx, { meter, change, models }) : missing(change));
  }
  return rows;
}

function missing({ meterId }: MeterChange): ChangedMeter {
  const faults = [fault("meterId", "is no meter here")];
  return { meterId, serialNumber: "", pointName: null, changed: [], faults, undo: { meterId } };
}

interface Step {
  readonly meter: MeterToChange;
  readonly change: MeterChange;
  readonly models: Models;
}

async function changeOne(tx: Queryable, step: Step): Promise<ChangedMeter> {
  const { meter, change } = step;
  const parts = [
    await deviceChange(tx, step),
    await spaceChange(tx, step),
    intervalChange(step),
    tagsChange(step),
  ];
  const faults = parts.flatMap((part) => part.faults);
  const changed = parts.flatMap((part) => part.changed);
  if (faults.length === 0) for (const part of parts) await part.make?.(tx);
  return {
    meterId: meter.id,
    serialNumber: meter.serialNumber,
    pointName: meter.point?.name ?? null,
    changed,
    faults,
    undo: undoOf(meter, { change, changed }),
  };
}

/** One part of a change: what it comes to, what stands against it, and how it is made. */
interface Part {
  readonly changed: readonly Changed[];
  readonly faults: readonly Fault[];
  readonly make?: (tx: Queryable) => Promise<void>;
}

const NOTHING: Part = { changed: [], faults: [] };

/** Its type and its line, which have to fit each other. */
async function deviceChange(tx: Queryable, { meter, change, models }: Step): Promise<Part> {
  const modelId = change.modelId ?? meter.modelId;
  const lineId = change.lineId === undefined ? (meter.line?.id ?? null) : change.lineId;
  const otherModel = modelId !== meter.modelId;
  if (!otherModel && lineId === (meter.line?.id ?? null)) return NOTHING;
  const model = models.get(modelId);
  if (meter.modelId === CALCULATED || !model) {
    return { changed: [], faults: [unknownModel(meter)] };
  }
  const placed = await placeOf(
    tx,
    { siteId: meter.siteId, model, lineId, unitAddress: meter.unitAddress },
    meter.id,
  );
  const line = lineId === null ? undefined : await readLineRow(tx, lineId);
  const changed: Changed[] = [];
  if (otherModel) {
    const before = nameOf(models.get(meter.modelId));
    changed.push({ field: "modelId", before, after: nameOf(model) });
  }
  if (lineId !== (meter.line?.id ?? null)) {
    const before = meter.line?.name ?? null;
    changed.push({ field: "lineId", before, after: line?.name ?? null });
  }
  return {
    changed,
    faults: [...(placed.ok ? [] : placed.faults), ...(otherModel ? modelFaults(meter, model) : [])],
    make: (db) =>
      updateMeter(db, {
        ...meter,
        modelId,
        lineId,
        // Off the line it keeps its address, so that it finds back.
        unitAddress: placed.ok && lineId !== null ? placed.value : meter.unitAddress,
      }),
  };
}

function unknownModel({ modelId }: MeterToChange): Fault {
  return modelId === CALCULATED
    ? fault("modelId", "is calculated from other meters", "change those")
    : fault("modelId", "is no type of meter", "choose one of the list");
}

/** Why readings that are kept would mean something else under the type. */
function modelFaults({ point, channels, billNumber }: MeterToChange, model: MeterModel): Fault[] {
  const name = nameOf(model);
  if (billNumber !== null) {
    const message = `its readings are on bill ${billNumber}, and the type says what they mean`;
    return [fault("modelId", message, "exchange the meter for one of the other type")];
  }
  if (point && !model.commodities.includes(point.commodity)) {
    const measured = model.commodities.join(", ");
    const message = `the point is one of ${point.commodity}, ${name} measures ${measured}`;
    return [fault("modelId", message, "choose another type")];
  }
  const lacking = channels.find(
    ({ quantity, unit }) =>
      !model.registers.some((one) => one.quantity === quantity && one.unit === unit),
  );
  if (!lacking) return [];
  const message = `${name} does not tell ${lacking.quantity} in ${lacking.unit}, which is kept here`;
  return [fault("modelId", message, "choose another type")];
}

async function spaceChange(tx: Queryable, { meter, change }: Step): Promise<Part> {
  const { spaceId } = change;
  const { point, space, siteId } = meter;
  if (spaceId === undefined || spaceId === (space?.id ?? null)) return NOTHING;
  const remedy = "install it first";
  if (!point) return { changed: [], faults: [fault("spaceId", "the meter is in stock", remedy)] };
  const to = spaceId === null ? null : await readSpaceOfSite(tx, { id: spaceId, siteId });
  if (to === undefined) {
    const one = fault("spaceId", "is no space of the meter's site", "choose one of its spaces");
    return { changed: [], faults: [one] };
  }
  return {
    changed: [{ field: "spaceId", before: space?.name ?? null, after: to?.name ?? null }],
    faults: [],
    make: (db) => setPointSpace(db, { id: point.id, spaceId }),
  };
}

function intervalChange({ meter, change }: Step): Part {
  const { intervalMinutes } = change;
  const { point, channels, billNumber, virtualPoint } = meter;
  if (intervalMinutes === undefined) return NOTHING;
  if (!point || channels.length === 0) {
    const one = fault("intervalMinutes", "nothing is saved of it yet", "install it first");
    return { changed: [], faults: [one] };
  }
  const before = [...new Set(channels.map((channel) => channel.intervalMinutes))];
  if (before.every((minutes) => minutes === intervalMinutes)) return NOTHING;
  return {
    changed: [
      {
        field: "intervalMinutes",
        before: before.join(", "),
        after: String(intervalMinutes),
      },
    ],
    faults: intervalFaults({ billNumber, virtualPoint }),
    make: (db) => setPointInterval(db, { id: point.id, intervalMinutes }),
  };
}

function intervalFaults({
  billNumber,
  virtualPoint,
}: Pick<MeterToChange, "billNumber" | "virtualPoint">): Fault[] {
  if (billNumber !== null) {
    const message = `its readings are on bill ${billNumber}, which is recomputed from them`;
    return [fault("intervalMinutes", message, "keep the interval")];
  }
  if (virtualPoint === null) return [];
  const message = `${virtualPoint} is calculated from it at this interval`;
  return [fault("intervalMinutes", message, "keep the interval")];
}

function tagsChange({ meter, change }: Step): Part {
  if (change.tags === undefined) return NOTHING;
  const tags = [...new Set(change.tags)].toSorted();
  const [before, after] = [meter.tags.join(", "), tags.join(", ")];
  if (before === after) return NOTHING;
  return {
    changed: [{ field: "tags", before: before || null, after: after || null }],
    faults: [],
    make: (db) => setMeterTags(db, { id: meter.id, tags }),
  };
}

/** The meter's former values of what was changed. */
function undoOf(
  meter: MeterToChange,
  { change, changed }: { readonly change: MeterChange; readonly changed: readonly Changed[] },
): MeterChange {
  const has = (name: ChangedField) => changed.some(({ field }) => field === name);
  const [channel] = meter.channels;
  return {
    meterId: change.meterId,
    ...(has("modelId") && { modelId: meter.modelId }),
    ...(has("lineId") && { lineId: meter.line?.id ?? null }),
    ...(has("spaceId") && { spaceId: meter.space?.id ?? null }),
    ...(has("intervalMinutes") && {
      // Guaranteed by the table: no channel has another interval.
      intervalMinutes: channel?.intervalMinutes as NonNullable<MeterChange["intervalMinutes"]>,
    }),
    ...(has("tags") && { tags: meter.tags }),
  };
}

function nameOf(model: MeterModel | undefined): string | null {
  return model ? `${model.maker} ${model.name}` : null;
}

function fault(subject: ChangedField | "meterId", message: string, remedy?: string): Fault {
  const code = "meter.change";
  return remedy === undefined ? { code, subject, message } : { code, subject, message, remedy };
}
