import { type Fault, failed, ok, type Result } from "#domain/core/fault.ts";
import { CORRUPTIONS, type Corruption, VISIBLE_CORRUPTIONS } from "./corruption.ts";
import {
  LINE_CUTS,
  type LineCut,
  UNPLUGGED_ANSWERS,
  type UnpluggedAnswer,
} from "./line-disturbance.ts";

/** What a person or a test does to the building. Lines are the gateways' numbers. */
export type SimulatorCommand =
  | { readonly kind: "unplug"; readonly serialNumber: string; readonly answer: UnpluggedAnswer }
  | { readonly kind: "plug"; readonly serialNumber: string }
  /** The share of the use that passes by the meter from now on; 0 ends it. */
  | { readonly kind: "bypass"; readonly serialNumber: string; readonly fraction: number }
  | { readonly kind: "cut"; readonly line: number; readonly how: LineCut }
  /** Ends whatever is wrong with the line. */
  | { readonly kind: "restore"; readonly line: number }
  | {
      readonly kind: "delay";
      readonly line: number;
      readonly ms: number;
      readonly probability: number;
    }
  | {
      readonly kind: "corrupt";
      readonly line: number;
      readonly probability: number;
      readonly ways: readonly Corruption[];
    };

const DELAY_AT_MOST_MS = 600_000;

/** A command as it comes from outside: `/lines/1/delay` and its JSON body. */
export interface CommandText {
  /** `meters` or `lines`. */
  readonly subject: string;
  /** Serial number, or number of the line. */
  readonly which: string;
  readonly verb: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Reads a command; collects every fault of its body. Whether the meter exists is not known here. */
export function parseCommand(text: CommandText): Result<SimulatorCommand> {
  if (text.subject === "meters") return parseMeterCommand(text);
  if (text.subject === "lines") return parseLineCommand(text);
  return unknownCommand(text);
}

function parseMeterCommand(text: CommandText): Result<SimulatorCommand> {
  const { verb, which: serialNumber, body } = text;
  const fields = new BodyFields(body);
  switch (verb) {
    case "unplug": {
      const answer = fields.oneOf("answer", UNPLUGGED_ANSWERS, "exception");
      return fields.result({ kind: verb, serialNumber, answer });
    }
    case "plug":
      return fields.result({ kind: verb, serialNumber });
    case "bypass": {
      const fraction = fields.numberUpTo("fraction", 1);
      return fields.result({ kind: verb, serialNumber, fraction });
    }
    default:
      return unknownCommand(text);
  }
}

function parseLineCommand(text: CommandText): Result<SimulatorCommand> {
  const { verb, body } = text;
  const line = Number(text.which);
  const fields = new BodyFields(body);
  switch (verb) {
    case "cut": {
      const how = fields.oneOf("how", LINE_CUTS, "silent");
      return fields.result({ kind: verb, line, how });
    }
    case "restore":
      return fields.result({ kind: verb, line });
    case "delay": {
      const ms = fields.numberUpTo("ms", DELAY_AT_MOST_MS);
      const probability = fields.numberUpTo("probability", 1, 1);
      return fields.result({ kind: verb, line, ms, probability });
    }
    case "corrupt": {
      const probability = fields.numberUpTo("probability", 1);
      const way = fields.oneOf("way", [...CORRUPTIONS, "any"] as const, "any");
      const ways = way === "any" ? VISIBLE_CORRUPTIONS : [way];
      return fields.result({ kind: verb, line, probability, ways });
    }
    default:
      return unknownCommand(text);
  }
}

function unknownCommand({ subject, which, verb }: CommandText): Result<never> {
  return failed([
    {
      code: "simulator.unknown-command",
      subject: `/${subject}/${which}/${verb}`,
      message: "there is no such command",
      remedy:
        "post to /meters/SERIAL/unplug, plug or bypass, or to /lines/NUMBER/cut, restore, delay or corrupt",
    },
  ]);
}

/** Takes fields from a body and remembers what is wrong with them and which it does not know. */
class BodyFields {
  readonly #body: Readonly<Record<string, unknown>>;
  readonly #known: string[] = [];
  readonly #faults: Fault[] = [];

  constructor(body: Readonly<Record<string, unknown>>) {
    this.#body = body;
  }

  numberUpTo(name: string, highest: number, absent?: number): number {
    this.#known.push(name);
    const value = this.#body[name] ?? absent;
    if (typeof value === "number" && value >= 0 && value <= highest) return value;
    this.#faults.push({
      code: "simulator.bad-number",
      subject: name,
      message: value === undefined ? "is missing" : `${JSON.stringify(value)} does not fit`,
      remedy: `give a number from 0 to ${highest}`,
    });
    return 0;
  }

  oneOf<Word extends string>(name: string, words: readonly Word[], absent: Word): Word {
    this.#known.push(name);
    const value = this.#body[name] ?? absent;
    const word = words.find((known) => known === value);
    if (word !== undefined) return word;
    this.#faults.push({
      code: "simulator.bad-word",
      subject: name,
      message: `${JSON.stringify(value)} is not known`,
      remedy: `say one of: ${words.join(", ")}`,
    });
    return absent;
  }

  result(command: SimulatorCommand): Result<SimulatorCommand> {
    const unknown = Object.keys(this.#body).filter((name) => !this.#known.includes(name));
    const faults = [
      ...this.#faults,
      ...unknown.map((name) => ({
        code: "simulator.unknown-field",
        subject: name,
        message: "is not a field of this command",
        remedy: this.#known.length > 0 ? `known are: ${this.#known.join(", ")}` : "leave it out",
      })),
    ];
    return faults.length > 0 ? failed(faults) : ok(command);
  }
}
