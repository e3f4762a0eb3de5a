import type { SiteId } from "#domain/core/id.ts";
import {
  DEFAULT_RULES,
  type DatedRules,
  type ValidationRules,
} from "#domain/validation/validation-rules.ts";
import type { Queryable } from "#platform/database.ts";

/** The rules of a site, oldest first; a rule that a stored set does not name yet is the default. */
export async function listValidationRules(
  db: Queryable,
  siteId: SiteId,
): Promise<(DatedRules & { readonly author: string })[]> {
  const { rows } = await db.query<{
    effective_from: Temporal.Instant;
    rules: Partial<ValidationRules>;
    author: string;
  }>(
    `select effective_from, rules, author
       from validation_rules
      where site_id = $1
      order by effective_from`,
    [siteId],
  );
  return rows.map((row) => ({
    effectiveFrom: row.effective_from,
    rules: { ...DEFAULT_RULES, ...row.rules },
    author: row.author,
  }));
}

/** Rules for what is read from `at` on. Those before stay as they are. */
export async function addValidationRules(
  db: Queryable,
  added: {
    readonly siteId: SiteId;
    readonly at: Temporal.Instant;
    readonly rules: ValidationRules;
    readonly author: string;
  },
): Promise<void> {
  await db.query(
    `insert into validation_rules (site_id, effective_from, rules, author, created_at)
     values ($1, $2, $3, $4, $2)
         on conflict (site_id, effective_from) do update
        set rules = excluded.rules, author = excluded.author`,
    [added.siteId, added.at.toString(), JSON.stringify(added.rules), added.author],
  );
}
