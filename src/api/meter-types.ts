import type { Queryable } from "#platform/database.ts";
import type { MeterModel } from "#domain/metering/meter-model.ts";
import { parseMeterModel } from "#drivers/meter-model-file.ts";
import { listCustomModels } from "#storage/custom-models.ts";
import type { ApiContext } from "./endpoint.ts";

/** Types of meters of the catalogue and of one's own, by id. */
export async function meterTypes(
  { catalogue }: Pick<ApiContext, "catalogue">,
  db: Queryable,
): Promise<ReadonlyMap<string, MeterModel>> {
  const own = await ownMeterTypes(db);
  return new Map([...catalogue, ...own].map((model) => [model.id, model]));
}

/** Types of one's own. */
export async function ownMeterTypes(db: Queryable): Promise<MeterModel[]> {
  return (await listCustomModels(db)).flatMap(({ document }) => {
    const parsed = parseMeterModel(document);
    return parsed.ok ? [parsed.value] : [];
  });
}
