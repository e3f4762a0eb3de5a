import { readFile } from "node:fs/promises";
import { type LoadFile, parseLoadFile } from "#domain/consumption/load-file.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { faultText } from "#domain/core/fault.ts";
import { asId } from "#domain/core/id.ts";
import { importLoad } from "#jobs/import-load.ts";
import type { ImportTarget } from "#jobs/import-target.ts";
import { systemClock } from "#platform/clock.ts";
import { errorText, Refusal } from "#platform/refusal.ts";
import type { Command } from "./command.ts";
import { importTableFile } from "./import-table.ts";
import { timeZoneOption, wholeNumberOption } from "./option-values.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

const OPTIONS = {
  channel: { type: "string" },
  point: { type: "string" },
  "new-point": { type: "string" },
  site: { type: "string" },
  start: { type: "string" },
  zone: { type: "string", default: "UTC" },
  step: { type: "string", default: "60" },
  values: { type: "string", default: "kW" },
  resolution: { type: "string" },
  data: { type: "string" },
} as const;

export const importCommand: Command = {
  usage: `Usage: ./smartpm import readings FILE.csv --point NAME --start 2026-01-01 [OPTIONS]

Loads a file as register readings of a channel, so that it can be billed. Either one number a line,
the average power of an interval; or on each line a time and a register value, "time,register".
All of the file is stored, or nothing; a second time nothing is stored twice.

Where to, one of:
  --channel ID        the channel with this number
  --point NAME        the channel that the service point is billed by
  --new-point NAME    a new electricity point, with a meter and a channel that fits the file
  --site NAME         the site of the point, where there are several

What the file says:
  --start DAY         local day, or time, at which the first interval begins: 2026-01-01
  --zone ZONE         time zone of the times: Europe/Berlin; UTC unless told
  --step MINUTES      length of an interval: 60 unless told
  --values kW|kWh     whether the numbers are average power or consumption; kW unless told
  --resolution KWH    round to this, for instance 0.001; else a digit too many is an error

  --data FOLDER       the data folder, where it is not the usual one (or DATABASE_URL)

Or ./smartpm import table FILE.csv|FILE.xlsx --time 2 --value 3 --names 1 [OPTIONS]

Takes a table in, of any length and with its columns in any order. Wrong rows are told with line and
column; unless told otherwise nothing is stored then. What is stored already is not stored again. A
whole import can be taken back in the browser.

  --time N, --value N   which columns hold the time and the value; the first column is 1
  --names N           the column of the point's name or the meter's serial number, or
  --point NAME        the point that all rows are of
  --values WHAT       registers, what meters showed; or intervals, what was used from then on
  --zone ZONE         time zone of times without an offset; UTC unless told
  --dates ORDER       iso, day-first or month-first
  --decimals SIGN     point or comma
  --valid-rows        store the rows that are right, although others are wrong
  --dry-run           only look`,

  async run(args) {
    if (args[0] === "table") return importTableFile(args);
    const { values, words } = parseCommandLine({
      args,
      options: OPTIONS,
      words: ["readings", "FILE.csv"],
    });
    const [kind, path = ""] = words;
    if (kind !== "readings")
      throw new Refusal(`"${kind}" cannot be imported; "readings" and "table" can`);
    const zone = timeZoneOption("--zone", values.zone);
    const load = await readLoad(path);
    const target = targetOf(values);
    const order = {
      target,
      load,
      timeZone: zone,
      start: startOf(values.start, zone, load),
      stepMinutes: wholeNumberOption("--step", values.step),
      amounts: amountsOf(values.values),
      resolution: resolutionOf(values.resolution),
    };
    const imported = await withDatabase({ data: values.data }, (database) =>
      importLoad({ ...order, database, clock: systemClock, onProgress }),
    );
    const { channel, from, to, stored, readings } = imported;
    process.stdout.write(
      `${stored} of ${readings} readings were new: channel ${channel.id} (${channel.pointName}), from ${from} to ${to}\n`,
    );
    return 0;
  },
};

async function readLoad(path: string): Promise<LoadFile> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  });
  const load = parseLoadFile(text);
  if (!load.ok) throw new Refusal(`${path}, ${load.faults.map(faultText).join("; ")}`);
  return load.value;
}

function targetOf(values: {
  readonly channel?: string | undefined;
  readonly point?: string | undefined;
  readonly "new-point"?: string | undefined;
  readonly site?: string | undefined;
}): ImportTarget {
  const { channel, point, "new-point": newPoint, site } = values;
  const given = [channel, point, newPoint].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new Refusal("say where to with one of --channel, --point and --new-point");
  }
  if (channel !== undefined) {
    return { kind: "channel", channelId: asId(wholeNumberOption("--channel", channel)) };
  }
  return point === undefined
    ? { kind: "new-point", name: newPoint ?? "", site }
    : { kind: "point", name: point, site };
}

/** Files that say their times need no start. */
function startOf(text: string | undefined, zone: string, load: LoadFile): Temporal.Instant {
  if (text === undefined && load.kind === "registers") {
    return Temporal.Instant.fromEpochMilliseconds(0);
  }
  if (text === undefined) throw new Refusal("--start is missing: when the first interval begins");
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
  } catch {
    throw new Refusal(`--start: "${text}" is no day; write it like 2026-01-01`);
  }
}

function amountsOf(text: string): "average-kw" | "consumption" {
  if (text === "kW") return "average-kw";
  if (text === "kWh") return "consumption";
  throw new Refusal(`--values: "${text}" is neither kW nor kWh`);
}

function resolutionOf(text: string | undefined): Decimal | undefined {
  if (text === undefined) return undefined;
  const value = Decimal.tryParse(text);
  if (value && !value.isNegative() && !value.isZero()) return value;
  throw new Refusal(`--resolution: "${text}" is no number above 0; write it like 0.001`);
}

/** One line that grows old in place, on a terminal only. */
function onProgress(stored: number, all: number): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${stored} of ${all} readings${stored === all ? "\n" : ""}`);
  }
}
