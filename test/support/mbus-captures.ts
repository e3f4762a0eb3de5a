import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../captures/mbus");

/** A published frame, and what libmbus 0.9 finds in it. */
export interface MbusCapture {
  readonly name: string;
  readonly frame: Buffer;
  readonly meter: {
    readonly identification: string;
    readonly maker: string;
    readonly version: string;
    readonly medium: string;
    readonly accessNumber: string;
    readonly status: string;
  };
  readonly records: readonly CapturedRecord[];
}

/** A record in the words of libmbus; "-" where it says nothing. */
export interface CapturedRecord {
  readonly function: string;
  readonly storage: string;
  readonly tariff: string;
  readonly subunit: string;
  readonly unit: string;
  readonly quantity: string;
  readonly value: string;
}

/** All published M-Bus frames. */
export function mbusCaptures(): MbusCapture[] {
  return readdirSync(FOLDER).map((file) => {
    const lines = readFileSync(join(FOLDER, file), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
    const [identification = "", maker = "", version = "", medium = "", ...rest] = one(
      lines,
      "meter",
    );
    const [accessNumber = "", status = ""] = rest;
    return {
      name: file.slice(0, -".txt".length),
      frame: Buffer.from((one(lines, "frame")[0] ?? "").replaceAll(" ", ""), "hex"),
      meter: { identification, maker, version, medium, accessNumber, status },
      records: lines.filter(([kind]) => kind === "record").map(recordOf),
    };
  });
}

function one(lines: readonly string[][], kind: string): string[] {
  return lines.find(([first]) => first === kind)?.slice(1) ?? [];
}

function recordOf(line: readonly string[]): CapturedRecord {
  const [, functionName = "", storage = "", tariff = "", subunit = "", ...rest] = line;
  const [unit = "", quantity = "", value = ""] = rest;
  return { function: functionName, storage, tariff, subunit, unit, quantity, value };
}
