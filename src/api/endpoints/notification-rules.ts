import { audited } from "#api/audited.ts";
import type { NotificationRuleWanted } from "#api/contract/notification-rules.ts";
import type { ApiContext, Caller, Endpoint } from "#api/endpoint.ts";
import { notFound, ProblemError } from "#api/problem.ts";
import type { NotificationRule } from "#domain/alarms/notification.ts";
import {
  deleteNotificationRule as remove,
  listNotificationRules as list,
  type NotificationRuleRow,
  storeNotificationRule,
} from "#storage/notifications.ts";
import { enqueueMail } from "#storage/outbox.ts";
import { listSites } from "#storage/sites.ts";

export const listNotificationRules: Endpoint<"listNotificationRules"> = async (
  { database },
  { caller },
) => {
  const rules = await list(database, caller.user.id);
  const tellsAll = rules.length === 0 && caller.user.role === "administrator";
  return { rules: rules.map(ruleOnWire), tellsAll };
};

export const createNotificationRule: Endpoint<"createNotificationRule"> = async (
  context,
  { body, caller },
) => {
  const id = await store(context, { caller, wanted: body });
  return { id, ...body };
};

export const changeNotificationRule: Endpoint<"changeNotificationRule"> = async (
  context,
  { params, body, caller },
) => {
  const id = await store(context, { caller, wanted: body, id: params.id });
  return { id, ...body };
};

export const deleteNotificationRule: Endpoint<"deleteNotificationRule"> = async (
  context,
  { params, caller },
) => {
  const { id } = params;
  const [before] = (await list(context.database, caller.user.id)).filter((rule) => rule.id === id);
  if (!before) throw notFound(`notification rule ${id}`);
  await audited(context, caller, async (tx) => {
    await remove(tx, { id, userId: caller.user.id });
    const subject = `notification rule ${id}`;
    return { note: { action: "notification-rule.removed", subject, before }, answer: undefined };
  });
  return null;
};

/** A test mail goes the way of all mails: what arrives proves the whole path. */
export const testNotification: Endpoint<"testNotification"> = async (
  { database, clock },
  { caller },
) => {
  const [site] = await listSites(database);
  if (!site) throw new ProblemError("not-possible", "enter a site first");
  const { email, language } = caller.user;
  const at = clock.now();
  await enqueueMail(database, {
    siteId: site.id,
    deliveryKey: `test/${email}/${at.epochMilliseconds}`,
    recipient: email,
    ...TEST_MAIL[language === "zh" ? "zh" : "en"],
    createdAt: at,
  });
  return null;
};

const TEST_MAIL = {
  en: {
    subject: "SmartPM: a test",
    body: "This is a test. Alarms will reach you at this address.\n",
  },
  zh: { subject: "SmartPM：测试", body: "这是一封测试邮件。报警将发送到此地址。\n" },
} as const;

async function store(
  context: ApiContext,
  {
    caller,
    wanted,
    id,
  }: { readonly caller: Caller; readonly wanted: NotificationRuleWanted; readonly id?: number },
): Promise<number> {
  const { escalationMinutes, ...same } = wanted;
  const rule: NotificationRule = { ...same, escalationMinutes: escalationMinutes ?? undefined };
  return audited(context, caller, async (tx, at) => {
    const userId = caller.user.id;
    const before = (await list(tx, userId)).find((known) => known.id === id);
    const stored = await storeNotificationRule(tx, {
      ...(id !== undefined && { id }),
      userId,
      rule,
      at,
    });
    if (stored === undefined) throw notFound(`notification rule ${id}`);
    const action = before ? "notification-rule.changed" : "notification-rule.created";
    const subject = `notification rule ${stored}`;
    return { note: { action, subject, before, after: wanted }, answer: stored };
  });
}

function ruleOnWire(rule: NotificationRuleRow) {
  const { id, severity, fromMinute, toMinute, digestMinutes } = rule;
  return {
    id,
    severity,
    fromMinute,
    toMinute,
    digestMinutes,
    kinds: [...rule.kinds],
    days: [...rule.days],
    escalationMinutes: rule.escalationMinutes ?? null,
  };
}
