import { asId, type LineId } from "#domain/core/id.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import type { Queryable } from "#platform/database.ts";

/** Reads a meter now: one that is on the line, or one that may become one. */
export interface ReadCommand {
  readonly kind: "read";
  readonly address: string;
  /** The id of a known type, or a type that is being written. */
  readonly model: string | MeterModel;
  readonly pulses?: { readonly pulseWeight?: string; readonly startValue?: string };
}

/** Looks for meters. */
export interface ScanCommand {
  readonly kind: "scan";
  readonly protocol: MeterModel["protocol"];
  readonly first?: number;
  readonly last?: number;
}
export type LineCommand = ReadCommand | ScanCommand;

/** Bytes that passed on the wire, in order. */
export interface WireBytes {
  readonly direction: "sent" | "received";
  readonly hex: string;
  /** Since the command began. */
  readonly atMs: number;
}

export interface ShownValue {
  readonly quantity: string;
  /** Decimal text; null where the meter has no value now. */
  readonly value: string | null;
  readonly unit: string;
}

/** What went wrong, in kinds of `drivers/line-error.ts`. */
export interface CommandError {
  readonly kind: string;
  readonly message: string;
  readonly code?: number;
}

export interface ReadResult {
  readonly wire?: readonly WireBytes[];
  readonly values?: readonly ShownValue[];
  readonly latencyMs?: number;
  readonly error?: CommandError;
  /** Other ways to take the same words, that look more like it. */
  readonly hints?: readonly ReadHint[];
}

/** A value that looks wrong, and how it would look otherwise. */
export interface ReadHint {
  readonly quantity: string;
  readonly shown: string;
  /** What to change: the word order, the byte order, the scale. */
  readonly change: "word-order" | "byte-order" | "scale";
  readonly to: string;
  readonly would: string;
}

export interface FoundOnLine {
  readonly address: string;
  readonly saysOfItself: string;
  readonly modelIds: readonly string[];
  readonly candidateIds?: readonly string[];
  readonly serialNumber?: string;
}

export interface ScanResult {
  readonly asked?: string;
  readonly found?: readonly FoundOnLine[];
  readonly problems?: readonly { readonly asked: string; readonly kind: string }[];
  readonly error?: CommandError;
}

export const COMMAND_STATES = ["waiting", "running", "done", "failed", "stopped"] as const;
export type CommandState = (typeof COMMAND_STATES)[number];

export interface LineCommandRow {
  readonly id: number;
  readonly lineId: LineId;
  readonly command: LineCommand;
  readonly state: CommandState;
  readonly stopAsked: boolean;
  /** 0 to 1. */
  readonly progress: number;
  readonly result: ReadResult & ScanResult;
}

interface Row {
  readonly id: number;
  readonly line_id: number;
  readonly request: LineCommand;
  readonly state: CommandState;
  readonly stop_asked: boolean;
  readonly progress: number;
  readonly result: ReadResult & ScanResult;
}

const COLUMNS = "id, line_id, request, state, stop_asked, progress, result";

function fromRow(row: Row): LineCommandRow {
  return {
    id: row.id,
    lineId: asId(row.line_id),
    command: row.request,
    state: row.state,
    stopAsked: row.stop_asked,
    progress: row.progress,
    result: row.result,
  };
}

/** Asks something of a line; returns the command's id. */
export async function askLine(
  db: Queryable,
  asked: {
    readonly lineId: LineId;
    readonly command: LineCommand;
    readonly by: string;
    readonly at: Temporal.Instant;
  },
): Promise<number> {
  const { rows } = await db.query<{ id: number }>(
    `insert into line_command (line_id, kind, request, asked_by, asked_at)
     values ($1, $2, $3, $4, $5)
     returning id`,
    [
      asked.lineId,
      asked.command.kind,
      JSON.stringify(asked.command),
      asked.by,
      asked.at.toString(),
    ],
  );
  return rows[0]?.id ?? -1;
}

export async function readLineCommand(
  db: Queryable,
  id: number,
): Promise<LineCommandRow | undefined> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from line_command where id = $1`, [id]);
  return rows[0] && fromRow(rows[0]);
}

/** Marks what waits on these lines as running, and returns it in the order in which it was asked. */
export async function takeLineCommands(
  db: Queryable,
  lineIds: readonly LineId[],
): Promise<LineCommandRow[]> {
  const { rows } = await db.query<Row>(
    `update line_command
        set state = 'running'
      where state = 'waiting'
        and line_id = any($1)
      returning ${COLUMNS}`,
    [lineIds],
  );
  return rows.map(fromRow).toSorted((a, b) => a.id - b.id);
}

/** Writes how far a command is, while it runs. Returns whether a person wants it stopped. */
export async function noteProgress(
  db: Queryable,
  {
    id,
    progress,
    result,
  }: { readonly id: number; readonly progress: number; readonly result: object },
): Promise<boolean> {
  const { rows } = await db.query<{ stop_asked: boolean }>(
    `update line_command
        set progress = $2, result = $3
      where id = $1
        and state = 'running'
      returning stop_asked`,
    [id, Math.min(1, Math.max(0, progress)), JSON.stringify(result)],
  );
  return rows[0]?.stop_asked ?? false;
}

export async function finishCommand(
  db: Queryable,
  finished: {
    readonly id: number;
    readonly state: Extract<CommandState, "done" | "failed" | "stopped">;
    readonly result: object;
    readonly at: Temporal.Instant;
  },
): Promise<void> {
  await db.query(
    `update line_command
        set state = $2, result = $3, finished_at = $4, progress = 1
      where id = $1`,
    [finished.id, finished.state, JSON.stringify(finished.result), finished.at.toString()],
  );
}

/** Asks for the end of a command. One that nobody has begun ends at once. */
export async function stopCommand(db: Queryable, id: number): Promise<void> {
  await db.query(
    `update line_command
        set stop_asked = true,
            state = case when state = 'waiting' then 'stopped' else state end
      where id = $1
        and state in ('waiting', 'running')`,
    [id],
  );
}

/** Commands of lines that changed hands, or whose collector was killed, are over. */
export async function abandonCommands(
  db: Queryable,
  { lineIds, at }: { readonly lineIds: readonly LineId[]; readonly at: Temporal.Instant },
): Promise<void> {
  const error = { kind: "closed", message: "the collector was stopped meanwhile: ask again" };
  await db.query(
    `update line_command
        set state = 'failed', result = result || $2, finished_at = $3
      where state = 'running'
        and line_id = any($1)`,
    [lineIds, JSON.stringify({ error }), at.toString()],
  );
}
