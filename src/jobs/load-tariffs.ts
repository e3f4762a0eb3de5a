import type { TariffToRate } from "#domain/billing/point-evidence.ts";
import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { TariffId, TariffVersionId } from "#domain/core/id.ts";
import type { RatedVersion } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Queryable } from "#platform/database.ts";
import { listTariffVersions, readTariffs, type StoredTariffVersion } from "#storage/tariffs.ts";

/** A tariff with its versions, read, and the JSON that each was read from. */
export interface LoadedTariff extends TariffToRate {
  readonly documents: ReadonlyMap<TariffVersionId, unknown>;
}

/** Tariff documents read so far, by version: frozen once they have priced a bill. */
const DOCUMENTS_AT_MOST = 1_000;
const documents = new Map<string, Result<TariffDocument>>();

/** Reading a document takes longer than pricing a month by it. */
function documentOf({ document }: StoredTariffVersion): Result<TariffDocument> {
  const key = JSON.stringify(document);
  const known = documents.get(key);
  if (known) return known;
  if (documents.size >= DOCUMENTS_AT_MOST) documents.clear();
  const parsed = parseTariff(document);
  documents.set(key, parsed);
  return parsed;
}

/** Tariffs with all their versions, by id. */
export async function loadTariffs(
  db: Queryable,
  tariffIds: readonly TariffId[],
): Promise<ReadonlyMap<TariffId, LoadedTariff>> {
  const versions = Map.groupBy(await listTariffVersions(db, tariffIds), ({ tariffId }) => tariffId);
  const tariffs = await readTariffs(db, tariffIds);
  return new Map(
    tariffs.map(({ id, name }) => {
      const own = versions.get(id) ?? [];
      const read = new Map(own.map((version) => [version.id, version.document]));
      return [id, { name, versions: ratedVersions(own), documents: read }];
    }),
  );
}

function ratedVersions(stored: readonly StoredTariffVersion[]): Result<readonly RatedVersion[]> {
  const rated: RatedVersion[] = [];
  for (const version of stored) {
    const document = documentOf(version);
    if (!document.ok) return failed(document.faults);
    const { id, effectiveFrom } = version;
    rated.push({ id, effectiveFrom, document: document.value });
  }
  return ok(rated);
}
