import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { verifyEvidence, type VerifiedStep } from "#domain/billing/verify-evidence.ts";
import { faultText } from "#domain/core/fault.ts";
import { makeEvidence } from "#jobs/make-evidence.ts";
import { errorCode, errorText, Refusal } from "#platform/refusal.ts";
import { billIdOf } from "./bill-lookup.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { withDatabase } from "./with-database.ts";

/** Writes the evidence file of a bill to stdout. */
export async function billEvidence(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({
    args,
    options: { data: { type: "string" } },
    words: ["NUMBER"],
  });
  return withDatabase({ data: values.data }, async (database) => {
    const made = await makeEvidence(database, await billIdOf(database, words[0] ?? ""));
    if (!made.ok) throw new Refusal(made.faults.map(faultText).join("; "));
    process.stdout.write(`${gunzipSync(made.value).toString()}\n`);
    return 0;
  });
}

/** Computes a bill again from its evidence file and says of each step whether it is equal. */
export async function billVerify(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommandLine({
    args,
    options: { json: { type: "boolean", default: false } },
    words: ["FILE"],
  });
  const [path = ""] = words;
  const verified = verifyEvidence(await readEvidence(path));
  if (!verified.ok) throw new Refusal(`${path}: ${verified.faults.map(faultText).join("; ")}`);
  const { bill, steps, isEqual } = verified.value;
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ number: bill.number, isEqual, steps }, null, 2)}\n`);
    return isEqual ? 0 : 1;
  }
  const lines = steps.map(stepText);
  const wrong = steps.filter((step) => !step.isEqual).length;
  const verdict = isEqual
    ? `Bill ${bill.number} is what its evidence gives: all ${steps.length} steps are equal.`
    : `Bill ${bill.number} is NOT what its evidence gives: ${wrong} of ${steps.length} steps differ.`;
  process.stdout.write(`${[...lines, "", verdict].join("\n")}\n`);
  return isEqual ? 0 : 1;
}

function stepText({ kind, name, how, stated, computed, isEqual }: VerifiedStep): string {
  const about = [name, how].filter(Boolean).join("  ");
  const figures = isEqual ? stated : `${stated}, computed ${computed}`;
  return `${isEqual ? "equal  " : "DIFFERS"}  ${kind.padEnd(11)} ${about}  ${figures}`;
}

async function readEvidence(path: string): Promise<unknown> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const reason = errorCode(error) === "ENOENT" ? "there is no such file" : errorText(error);
    throw new Refusal(`cannot read ${path}: ${reason}`);
  }
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString());
  } catch {
    throw new Refusal(`${path} is no JSON: take the evidence file that came with the bill`);
  }
}
