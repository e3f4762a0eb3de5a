import type { FoundMeter, ScanOptions, ScanStep } from "#drivers/line-connection.ts";
import { LineError, type LineErrorKind } from "#drivers/line-error.ts";
import type { Dlt645Link } from "./dlt645-link.ts";
import { type Dlt645Edition, type Dlt645Question, EVERY_ADDRESS } from "./dlt645-question.ts";

/** A meter answers within 500 ms (Td of section 5.2); the frame itself takes 100 ms at 2400 baud. */
const SCAN_TIMEOUT_MS = 700;
const DIGITS = 12;
const PAIRS = 100;

/** What every meter has: total delivered energy. */
const ASKED: Readonly<Record<Dlt645Edition, string>> = { "1997": "9010", "2007": "00010000" };

/**
 * Calls all meters at once; where the answer is not one clear one, narrows the address by its last
 * two digits, then the two before, and so on: meters take A for any digit. A line on which nobody
 * answers is done after one question.
 */
export async function* scanDlt645(
  link: Dlt645Link,
  { catalogue }: ScanOptions,
): AsyncGenerator<ScanStep> {
  const known = new Set<string>();
  const modelIds = catalogue
    .filter(({ protocol }) => protocol === `dlt645-${link.edition}`)
    .map(({ id }) => id);
  const groups: { readonly group: string; readonly share: number }[] = [
    { group: EVERY_ADDRESS, share: 1 },
  ];
  let done = 0;
  for (let next = groups.pop(); next; next = groups.pop()) {
    const { group, share } = next;
    const heard = await heardOf(link, group);
    const parts = heard.problem === undefined ? [] : narrowed(group);
    for (const part of parts.toReversed()) groups.push({ group: part, share: share / PAIRS });
    if (parts.length === 0) done += share;
    const { address } = heard;
    const isNew = address !== undefined && !known.has(address);
    if (isNew) {
      known.add(address);
      yield { done, asked: group, found: foundMeter(address, modelIds) };
    } else if (heard.problem === undefined || parts.length > 0) yield { done, asked: group };
    else yield { done, asked: group, problem: heard.problem };
  }
}

interface Heard {
  readonly address?: string;
  readonly problem?: LineErrorKind;
}

async function heardOf(link: Dlt645Link, group: string): Promise<Heard> {
  const isEveryone = group === EVERY_ADDRESS && link.edition === "2007";
  const question: Dlt645Question = isEveryone
    ? { kind: "read-address" }
    : { kind: "read", identifier: ASKED[link.edition] };
  try {
    const { address } = await link.ask(group, question, link.waitOf(SCAN_TIMEOUT_MS));
    // A meter that repeats the wildcards does not tell who it is: narrowing does.
    return address.includes("A") ? { problem: "wrong-answer" } : { address };
  } catch (error) {
    if (!(error instanceof LineError) || error.kind === "not-connected") throw error;
    if (error.kind === "no-answer" && !error.message.includes("part")) return {};
    return { problem: error.kind };
  }
}

/** The groups by the next two digits from the end; none when all are given. */
function narrowed(group: string): string[] {
  const given = group.replace(/^A+/, "").length;
  if (given >= DIGITS) return [];
  const end = group.slice(DIGITS - given);
  const open = "A".repeat(DIGITS - given - 2);
  return Array.from({ length: PAIRS }, (_, n) => open + String(n).padStart(2, "0") + end);
}

function foundMeter(address: string, modelIds: readonly string[]): FoundMeter {
  return { address, saysOfItself: "", modelIds, serialNumber: address };
}
