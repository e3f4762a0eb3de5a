import { asId, type BillId, type LeaseId, type SiteId, type SpaceId } from "#domain/core/id.ts";
import type { Commodity } from "#domain/core/commodity.ts";
import { Decimal } from "#domain/core/decimal.ts";
import type { DateRange } from "#domain/core/instant-range.ts";
import type { AllocationKey, CostRules, TimeRule, VacancyRule } from "#domain/sharing/cost-pool.ts";
import type { CostShare } from "#domain/sharing/share-cost.ts";
import type { Queryable } from "#platform/database.ts";

/** Where the amount of a pool comes from. */
export type CostSource =
  | { readonly kind: "meter"; readonly servicePointId: number; readonly tariffId: number }
  | { readonly kind: "amount"; readonly monthlyMinor: bigint }
  | { readonly kind: "invoice" };

/** Of a common meter, measured or calculated from others. */
export interface MeteredNames {
  readonly point: string;
  readonly tariff: string;
}

export interface CostPool {
  readonly id: number;
  readonly siteId: SiteId;
  readonly name: string;
  readonly source: CostSource;
  /** How the meter and its tariff are called, of a pool that has them. */
  readonly metered: MeteredNames | undefined;
  readonly rules: CostRules;
  /** Whose consumption counts for the key `consumption`. */
  readonly commodity: Commodity | undefined;
  /** In percent; undefined: no tax. */
  readonly taxRate: Decimal | undefined;
  readonly taxLabel: string;
  readonly startsOn: Temporal.PlainDate;
  readonly endsOn: Temporal.PlainDate | undefined;
  readonly units: readonly PoolUnit[];
}

export interface PoolUnit {
  readonly spaceId: SpaceId;
  readonly name: string;
  readonly areaM2: Decimal;
  readonly fixedShare: Decimal;
}

export type NewCostPool = Omit<CostPool, "id" | "units" | "metered"> & {
  readonly units: readonly Pick<PoolUnit, "spaceId" | "fixedShare">[];
};

/** Creates a pool with its units. Throws when the site has one of that name. */
export async function createCostPool(tx: Queryable, pool: NewCostPool): Promise<number> {
  const { source, rules } = pool;
  const { rows } = await tx.query<{ id: number }>(
    `insert into cost_pool
       (site_id, name, source, service_point_id, tariff_id, monthly_minor, parts, vacancy,
        time_rule, commodity, tax_rate, tax_label, starts_on, ends_on)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     returning id`,
    [
      pool.siteId,
      pool.name,
      source.kind,
      source.kind === "meter" ? source.servicePointId : null,
      source.kind === "meter" ? source.tariffId : null,
      source.kind === "amount" ? source.monthlyMinor : null,
      JSON.stringify(rules.parts.map(({ key, percent }) => ({ key, percent }))),
      rules.vacancy,
      rules.time,
      pool.commodity ?? null,
      pool.taxRate?.toString() ?? null,
      pool.taxLabel,
      pool.startsOn.toString(),
      pool.endsOn?.toString() ?? null,
    ],
  );
  const id = rows[0]?.id ?? -1;
  await insertUnits(tx, { id, units: pool.units });
  return id;
}

/** What of a pool may change after costs of it were divided. */
export type CostPoolChange = Pick<
  NewCostPool,
  "name" | "rules" | "taxRate" | "endsOn" | "units" | "commodity"
> & {
  readonly id: number;
  /** Of a pool that has one. */
  readonly monthlyMinor: bigint | undefined;
};

/** Changes a pool, whose source and first day stay. Throws when the site has another of that name. */
export async function updateCostPool(tx: Queryable, pool: CostPoolChange): Promise<void> {
  const { id, rules, units } = pool;
  await tx.query(
    `update cost_pool
        set name = $2, monthly_minor = coalesce($3, monthly_minor), parts = $4, vacancy = $5,
            tax_rate = $6, ends_on = $7, commodity = coalesce($8, commodity)
      where id = $1`,
    [
      id,
      pool.name,
      pool.monthlyMinor ?? null,
      JSON.stringify(rules.parts.map(({ key, percent }) => ({ key, percent }))),
      rules.vacancy,
      pool.taxRate?.toString() ?? null,
      pool.endsOn?.toString() ?? null,
      pool.commodity ?? null,
    ],
  );
  await tx.query("delete from cost_pool_unit where cost_pool_id = $1", [id]);
  await insertUnits(tx, { id, units });
}

async function insertUnits(
  tx: Queryable,
  { id, units }: { readonly id: number; readonly units: NewCostPool["units"] },
): Promise<void> {
  await tx.query(
    `insert into cost_pool_unit (cost_pool_id, space_id, fixed_share)
     select $1, * from unnest($2::int[], $3::numeric[])`,
    [id, units.map(({ spaceId }) => spaceId), units.map((one) => `${one.fixedShare}`)],
  );
}

interface PoolRow {
  readonly id: number;
  readonly site_id: number;
  readonly name: string;
  readonly source: CostSource["kind"];
  readonly service_point_id: number | null;
  readonly point_name: string | null;
  readonly tariff_id: number | null;
  readonly tariff_name: string | null;
  readonly monthly_minor: bigint | null;
  readonly parts: readonly { readonly key: AllocationKey; readonly percent: string }[];
  readonly vacancy: VacancyRule;
  readonly time_rule: TimeRule;
  readonly commodity: Commodity | null;
  readonly tax_rate: string | null;
  readonly tax_label: string;
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly units: readonly (readonly [number, string, string, string])[];
}

/** The pools of a site by id, with their units in the order of their spaces. */
export async function listCostPools(db: Queryable, siteId: SiteId): Promise<CostPool[]> {
  const { rows } = await db.query<PoolRow>(
    `select p.*, m.name as point_name, t.name as tariff_name,
            coalesce((select json_agg(json_build_array(s.id, s.name, s.area_m2::text,
                                                       u.fixed_share::text) order by s.id)
                        from cost_pool_unit u
                        join space s on s.id = u.space_id
                       where u.cost_pool_id = p.id), '[]') as units
       from cost_pool p
       left join service_point m on m.id = p.service_point_id
       left join tariff t on t.id = p.tariff_id
      where p.site_id = $1
      order by p.id`,
    [siteId],
  );
  return rows.map(poolOf);
}

function poolOf(row: PoolRow): CostPool {
  return {
    id: row.id,
    siteId: asId(row.site_id),
    name: row.name,
    source: sourceOf(row),
    metered:
      row.point_name === null || row.tariff_name === null
        ? undefined
        : { point: row.point_name, tariff: row.tariff_name },
    rules: {
      parts: row.parts.map(({ key, percent }) => ({ key, percent: Decimal.parse(percent) })),
      vacancy: row.vacancy,
      time: row.time_rule,
    },
    commodity: row.commodity ?? undefined,
    taxRate: row.tax_rate === null ? undefined : Decimal.parse(row.tax_rate),
    taxLabel: row.tax_label,
    startsOn: Temporal.PlainDate.from(row.starts_on),
    endsOn: row.ends_on === null ? undefined : Temporal.PlainDate.from(row.ends_on),
    units: row.units.map(([spaceId, name, area, fixed]) => ({
      spaceId: asId(spaceId),
      name,
      areaM2: Decimal.parse(area),
      fixedShare: Decimal.parse(fixed),
    })),
  };
}

function sourceOf(row: PoolRow): CostSource {
  switch (row.source) {
    case "meter":
      return {
        kind: "meter",
        servicePointId: row.service_point_id ?? 0,
        tariffId: row.tariff_id ?? 0,
      };
    case "amount":
      return { kind: "amount", monthlyMinor: row.monthly_minor ?? 0n };
    case "invoice":
      return { kind: "invoice" };
  }
}

const COSTS_LOCK = 7_620_285;

/** Only one at a time divides a site's costs: two at once would divide the same days twice. */
export async function lockCosts(tx: Queryable, siteId: SiteId): Promise<void> {
  await tx.query("select pg_advisory_xact_lock($1, $2)", [COSTS_LOCK, siteId]);
}

/** The days of a pool that are divided already. */
export async function listDividedDays(
  db: Queryable,
  poolIds: readonly number[],
): Promise<ReadonlyMap<number, readonly DateRange[]>> {
  const { rows } = await db.query<{ id: number; period_from: string; period_to: string }>(
    `select cost_pool_id as id, period_from, period_to
       from shared_cost
      where cost_pool_id = any($1)
      order by period_from`,
    [poolIds],
  );
  const groups = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    Array.from(groups, ([id, group]) => [
      id,
      group.map((row) => ({
        from: Temporal.PlainDate.from(row.period_from),
        to: Temporal.PlainDate.from(row.period_to),
      })),
    ]),
  );
}

export interface NewSharedCost {
  readonly poolId: number;
  readonly period: DateRange;
  readonly amountMinor: bigint;
  readonly description: string;
  readonly invoiceNumber: string;
  readonly evidence: unknown;
  readonly dividedAt: Temporal.Instant;
  readonly actor: string;
  readonly shares: readonly CostShare[];
}

/** Stores a cost with its parts; that they sum to it, the database checks as well. */
export async function insertSharedCost(tx: Queryable, cost: NewSharedCost): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `insert into shared_cost
       (cost_pool_id, period_from, period_to, amount_minor, description, invoice_number, evidence,
        divided_at, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     returning id`,
    [
      cost.poolId,
      cost.period.from.toString(),
      cost.period.to.toString(),
      cost.amountMinor,
      cost.description,
      cost.invoiceNumber,
      JSON.stringify(cost.evidence),
      cost.dividedAt.toString(),
      cost.actor,
    ],
  );
  const id = rows[0]?.id ?? -1;
  const { shares } = cost;
  await tx.query(
    `insert into shared_cost_part (shared_cost_id, part_no, lease_id, space_id, amount_minor, parts)
     select $1, * from unnest($2::int[], $3::int[], $4::int[], $5::bigint[], $6::jsonb[])`,
    [
      id,
      shares.map((_, n) => n + 1),
      shares.map(({ leaseId }) => leaseId ?? null),
      shares.map(({ spaceId }) => spaceId ?? null),
      shares.map(({ amountMinor }) => amountMinor),
      shares.map(({ parts }) => JSON.stringify(parts.map(partJson))),
    ],
  );
  return id;
}

function partJson(part: CostShare["parts"][number]) {
  return {
    key: part.key,
    partMinor: part.partMinor.toString(),
    weight: part.weight.toString(),
    totalWeight: part.totalWeight.toString(),
    amountMinor: part.amountMinor.toString(),
  };
}

/** A part of a cost that a lease bears. */
export interface LeasePart {
  readonly leaseId: LeaseId;
  readonly costId: number;
  readonly partNo: number;
  readonly pool: string;
  readonly description: string;
  readonly from: string;
  readonly to: string;
  readonly costMinor: bigint;
  readonly amountMinor: bigint;
  readonly taxRate: string | null;
  readonly taxLabel: string;
  readonly parts: readonly {
    readonly key: AllocationKey;
    readonly partMinor: string;
    readonly weight: string;
    readonly totalWeight: string;
    readonly amountMinor: string;
  }[];
}

const PART = `
  select part.lease_id as "leaseId", cost.id as "costId", part.part_no as "partNo",
         pool.name as pool, cost.description, cost.period_from as "from", cost.period_to as "to",
         cost.amount_minor as "costMinor", part.amount_minor as "amountMinor",
         pool.tax_rate as "taxRate", pool.tax_label as "taxLabel", part.parts
    from shared_cost_part part
    join shared_cost cost on cost.id = part.shared_cost_id
    join cost_pool pool on pool.id = cost.cost_pool_id`;

/** Parts that are on no bill in force, of costs that ended by `until`. */
export async function listUnbilledParts(
  db: Queryable,
  { leaseIds, until }: { readonly leaseIds: readonly LeaseId[]; readonly until: string },
): Promise<LeasePart[]> {
  const { rows } = await db.query<LeasePart>(
    `${PART}
      where part.lease_id = any($1)
        and cost.period_to <= $2
        and not exists (select
                          from billed_cost_part b
                         where b.shared_cost_id = part.shared_cost_id
                           and b.part_no = part.part_no
                           and b.in_force)
      order by pool.id, cost.period_from, cost.id, part.part_no`,
    [leaseIds, until],
  );
  return rows;
}

/** The parts that a bill charges. */
export async function listBilledParts(db: Queryable, billId: BillId): Promise<LeasePart[]> {
  const { rows } = await db.query<LeasePart>(
    `${PART}
       join billed_cost_part b on b.shared_cost_id = part.shared_cost_id
                              and b.part_no = part.part_no
      where b.bill_id = $1
      order by pool.id, cost.period_from, cost.id, part.part_no`,
    [billId],
  );
  return rows;
}

/** Notes which bills charge which parts, in their transaction; the database refuses a second bill. */
export async function markPartsBilled(
  tx: Queryable,
  billed: readonly { readonly costId: number; readonly partNo: number; readonly billId: BillId }[],
): Promise<void> {
  if (billed.length === 0) return;
  await tx.query(
    `insert into billed_cost_part (shared_cost_id, part_no, bill_id)
     select * from unnest($1::int[], $2::int[], $3::int[])`,
    [
      billed.map(({ costId }) => costId),
      billed.map(({ partNo }) => partNo),
      billed.map(({ billId }) => billId),
    ],
  );
}

/** The parts of a credited bill are free for the next one. */
export async function releaseParts(tx: Queryable, billId: BillId): Promise<void> {
  await tx.query("update billed_cost_part set in_force = false where bill_id = $1", [billId]);
}
