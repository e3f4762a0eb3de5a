import type { TenantId } from "#domain/core/id.ts";
import type { Queryable } from "#platform/database.ts";

type Row = Readonly<Record<string, unknown>>;

/** Everything that is stored about a tenant, table by table, as JSON. */
export interface PersonalData {
  readonly tenant: Row;
  readonly leases: readonly Row[];
  readonly bills: readonly Row[];
  readonly mails: readonly Row[];
  readonly users: readonly Row[];
}

/** Undefined when there is no such tenant. Secrets are left out: a password's hash is none's data. */
export async function readPersonalData(
  db: Queryable,
  id: TenantId,
): Promise<PersonalData | undefined> {
  const { rows } = await db.query<PersonalData>(
    `select to_jsonb(t) as tenant,
            coalesce((select jsonb_agg(to_jsonb(l) order by l.id)
                        from lease l where l.tenant_id = t.id), '[]') as leases,
            coalesce((select jsonb_agg(jsonb_build_object('number', b.number, 'content', b.content)
                                       order by b.id)
                        from bill b join lease l on l.id = b.lease_id
                       where l.tenant_id = t.id), '[]') as bills,
            coalesce((select jsonb_agg(jsonb_build_object('recipient', m.recipient,
                                       'subject', m.subject, 'body', m.body,
                                       'createdAt', m.created_at, 'sentAt', m.sent_at)
                                       order by m.id)
                        from outbox_mail m
                        join bill b on b.id = m.bill_id
                        join lease l on l.id = b.lease_id
                       where l.tenant_id = t.id), '[]') as mails,
            coalesce((select jsonb_agg(to_jsonb(u) - 'password_hash' order by u.id)
                        from user_account u where u.tenant_id = t.id), '[]') as users
       from tenant t
      where t.id = $1`,
    [id],
  );
  return rows[0];
}
