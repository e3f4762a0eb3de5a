import { readFile } from "node:fs/promises";
import { failed, faultText, type Fault, type Result } from "#domain/core/fault.ts";
import { convertUrdb, isUrdb } from "#domain/tariff/convert-urdb.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import { untoldDemandMinutes, withDemandAsRead } from "#domain/tariff/with-demand-interval.ts";
import { errorText, Refusal } from "#platform/refusal.ts";

/** A JSON file as a value; a file that cannot be read or is no JSON is a Refusal. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Refusal(`cannot read ${path}: ${errorText(error)}`);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new Refusal(`${path} is no JSON document: ${errorText(error)}`);
  }
}

/** A tariff document of ours, or one of the US utility rate database; every fault of it. */
export function tariffOf(json: unknown): Result<TariffDocument> {
  if (!isUrdb(json)) return parseTariff(json);
  const converted = convertUrdb(json);
  return converted.ok ? parseTariff(converted.value) : failed(converted.faults);
}

/** The tariff in a file; a document with faults is a Refusal with the first of them. */
export async function readTariff(path: string): Promise<TariffDocument> {
  const tariff = tariffOf(await readJson(path));
  if (!tariff.ok) throw new Refusal(`${path}, ${faultLine(tariff.faults)}`);
  return tariff.value;
}

const FAULTS_SHOWN = 3;

/** The first faults on one line. */
export function faultLine(faults: readonly Fault[]): string {
  const shown = faults.slice(0, FAULTS_SHOWN).map(faultText).join("; ");
  const left = faults.length - FAULTS_SHOWN;
  return left > 0 ? `${shown}; and ${left} more` : shown;
}

/**
 * The tariff with demand as a load can tell it, with a note on stderr where that is an estimate:
 * who wonders what a tariff would cost often has coarser figures than the tariff asks for.
 */
export function withTellableDemand(document: TariffDocument, stepMinutes: number): TariffDocument {
  const minutes = untoldDemandMinutes(document, stepMinutes);
  if (minutes === undefined) return document;
  process.stderr.write(
    `smartpm: note: the tariff averages demand over ${minutes} min; this load tells only averages over ${stepMinutes} min, so its demand charges are estimates on the low side\n`,
  );
  return withDemandAsRead(document);
}
