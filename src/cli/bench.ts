import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { didYouMean } from "#platform/nearest-name.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Command } from "./command.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const FOLDER = join(import.meta.dirname, "../../bench");
const SUFFIX = ".bench.ts";
const DIGITS = 4;
const SIZES = ["small", "full"] as const;
const INTERVALS = [15, 60] as const;

/** As bench/figure.ts describes it; that folder is outside the program and not imported by it. */
interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly against?: { readonly what: string; readonly value: number };
}

export const benchCommand: Command = {
  usage: `./smartpm bench [NAME] [--size small|full] [--json] [--seed N] [--interval 15|60]

Measures how fast it is on this machine; NAME is a file of bench/ without its ending. Ratios are
measured side by side, in one run.

  --size     full takes as much data as is promised, and minutes (small when left out)
  --json     one line per figure: {"bench","figure","value","unit","against","ratio"}
  --seed N   other random data, for the benches that draw any
  --interval minutes from one reading to the next, for the bench evasion (60 when left out)`,
  async run(args) {
    const { values, words } = parseCommandLine({
      args,
      options: {
        interval: { type: "string" },
        json: { type: "boolean" },
        seed: { type: "string" },
        size: { type: "string" },
      },
      words: ["NAME"],
      wordsAtLeast: 0,
    });
    const names = await benchNames();
    const [wished] = words;
    if (wished !== undefined && !names.includes(wished)) {
      const hint = didYouMean(wished, names) || `; there are ${names.join(", ")}`;
      throw new Refusal(`there is no bench "${wished}"${hint}`);
    }
    const seed = seedOf(values.seed);
    const size = sizeOf(values.size);
    const interval = intervalOf(values.interval);
    const print = values.json ? asJson : asText;
    for (const name of wished === undefined ? names : [wished]) {
      for await (const figure of await figuresOf(name, { seed, size, interval })) {
        process.stdout.write(`${print(name, figure)}\n`);
      }
    }
    return 0;
  },
};

async function benchNames(): Promise<string[]> {
  const files = await readdir(FOLDER);
  return files.flatMap((file) => (file.endsWith(SUFFIX) ? [file.slice(0, -SUFFIX.length)] : []));
}

function sizeOf(text: string | undefined): (typeof SIZES)[number] | undefined {
  const size = SIZES.find((one) => one === text);
  if (text !== undefined && !size) {
    throw new Refusal(`--size is ${SIZES.join(" or ")}, not "${text}"`);
  }
  return size;
}

/** As bench/figure.ts describes them. */
interface BenchOptions {
  readonly seed: number | undefined;
  readonly size: (typeof SIZES)[number] | undefined;
  readonly interval: (typeof INTERVALS)[number] | undefined;
}

function intervalOf(text: string | undefined): (typeof INTERVALS)[number] | undefined {
  const interval = INTERVALS.find((one) => String(one) === text);
  if (text !== undefined && !interval) {
    throw new Refusal(`--interval is ${INTERVALS.join(" or ")} minutes, not "${text}"`);
  }
  return interval;
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (Number.isSafeInteger(seed)) return seed;
  throw new Refusal(`--seed "${text}": expected a whole number, such as --seed 7`);
}

async function figuresOf(
  name: string,
  options: BenchOptions,
): Promise<AsyncIterable<Figure> | Iterable<Figure>> {
  const bench = (await import(pathToFileURL(join(FOLDER, `${name}${SUFFIX}`)).href)) as {
    readonly run: (options: BenchOptions) => AsyncIterable<Figure> | Promise<readonly Figure[]>;
  };
  const figures = bench.run(options);
  return "then" in figures ? await figures : figures;
}

function ratioOf({ value, against }: Figure): number | undefined {
  return against && rounded(value / against.value);
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function asJson(bench: string, figure: Figure): string {
  const { value, unit, against } = figure;
  const line = { bench, figure: figure.figure, value: rounded(value), unit };
  return JSON.stringify({ ...line, against: against?.what, ratio: ratioOf(figure) });
}

function asText(bench: string, figure: Figure): string {
  const { value, unit, against } = figure;
  const ratio = against ? `  ${ratioOf(figure)} of ${against.what}` : "";
  return `${bench.padEnd(12)} ${figure.figure.padEnd(56)} ${String(rounded(value)).padStart(10)} ${unit}${ratio}`;
}
