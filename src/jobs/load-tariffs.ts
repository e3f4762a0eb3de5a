import { failed, ok, type Result } from "#domain/core/fault.ts";
import type { TariffId } from "#domain/core/id.ts";
import type { RatedVersion } from "#domain/rating/rating-input.ts";
import { parseTariff } from "#domain/tariff/parse-tariff.ts";
import type { TariffDocument } from "#domain/tariff/tariff-document.ts";
import type { Queryable } from "#platform/database.ts";
import { listTariffVersions, readTariffs, type StoredTariffVersion } from "#storage/tariffs.ts";

/** A tariff with its versions, read; or why one of them cannot be. */
export interface LoadedTariff {
  readonly name: string;
  readonly versions: Result<readonly RatedVersion[]>;
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
  const versions = await listTariffVersions(db, tariffIds);
  const tariffs = await readTariffs(db, tariffIds);
  return new Map(
    tariffs.map(({ id, name }) => {
      const own = versions.filter(({ tariffId }) => tariffId === id);
      return [id, { name, versions: ratedVersions(own) }];
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
