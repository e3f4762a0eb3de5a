import type { ValidationRulesHistory } from "#api/contract/validation-rules.ts";
import { audited } from "#api/audited.ts";
import type { Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import { rulesAt } from "#domain/validation/validation-rules.ts";
import type { Queryable } from "#platform/database.ts";
import { listSiteViews } from "#storage/site-views.ts";
import { addValidationRules, listValidationRules } from "#storage/validation-rules.ts";

export const readValidationRules: Endpoint<"readValidationRules"> = async (
  { database, clock },
  { query },
) => {
  const siteId = await knownSite(database, query.site);
  return historyOf(database, { siteId, now: clock.now() });
};

export const changeValidationRules: Endpoint<"changeValidationRules"> = async (
  context,
  { body, caller },
) => {
  const siteId = await knownSite(context.database, body.siteId);
  return audited(context, caller, async (tx, at) => {
    const before = rulesAt(await listValidationRules(tx, siteId), at);
    await addValidationRules(tx, { siteId, at, rules: body.rules, author: caller.user.email });
    return {
      note: {
        action: "validation-rules.changed",
        subject: `site ${siteId}`,
        before,
        after: body.rules,
      },
      answer: await historyOf(tx, { siteId, now: at }),
    };
  });
};

async function knownSite(db: Queryable, id: number): Promise<SiteId> {
  const sites = await listSiteViews(db);
  if (!sites.some((site) => site.id === id)) throw notFound(`site ${id}`);
  return asId<SiteId>(id);
}

async function historyOf(
  db: Queryable,
  { siteId, now }: { readonly siteId: SiteId; readonly now: Temporal.Instant },
): Promise<ValidationRulesHistory> {
  const dated = await listValidationRules(db, siteId);
  return {
    inForce: rulesAt(dated, now),
    history: dated.toReversed().map(({ effectiveFrom, author, rules }) => ({
      effectiveFrom: effectiveFrom.toString(),
      author,
      rules,
    })),
  };
}
