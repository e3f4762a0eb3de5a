import { parseArgs, type ParseArgsConfig } from "node:util";
import { didYouMean } from "#platform/nearest-name.ts";
import { errorText, Refusal } from "#platform/refusal.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** What a command takes. */
export interface CommandLine<O extends Options> {
  readonly args: readonly string[];
  readonly options: O;
  /** The words that are no options, as they are called in the usage, e.g. `["TARIFF.json"]`. */
  readonly words?: readonly string[];
  /** How many of `words` have to be there; all, unless told. */
  readonly wordsAtLeast?: number;
  /** Whether the last of `words` may stand several times; once, unless told. */
  readonly lastRepeats?: boolean;
}

/** Reads a command line; an unknown option, a missing or a surplus word is a Refusal. */
export function parseCommandLine<const O extends Options>(line: CommandLine<O>) {
  const { args, options, words = [], wordsAtLeast = words.length } = line;
  refuseUnknown(args, Object.keys(options));
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's sentences go on with advice about its own API.
    throw new Refusal(errorText(error).replace(/\. .*$/, ""));
  }
  const given = parsed.positionals;
  const surplus = line.lastRepeats ? undefined : given[words.length];
  if (surplus !== undefined) throw new Refusal(`"${surplus}" is one word too many`);
  const missing = words[given.length];
  if (given.length < wordsAtLeast) throw new Refusal(`${missing} is missing`);
  return { values: parsed.values, words: given };
}

function refuseUnknown(args: readonly string[], names: readonly string[]): void {
  const end = args.indexOf("--");
  for (const arg of end < 0 ? args : args.slice(0, end)) {
    const name = /^--(?:no-)?([^=]+)/.exec(arg)?.[1];
    if (name === undefined || names.includes(name)) continue;
    const known = names.map((one) => `--${one}`);
    throw new Refusal(`there is no option --${name}${didYouMean(`--${name}`, known)}`);
  }
}
