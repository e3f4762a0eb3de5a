import type { BillSettings, BillSettingsAsked } from "#api/contract/bill-settings.ts";
import { audited, refusedField } from "#api/audited.ts";
import { checkLogo } from "#api/check-logo.ts";
import type { ApiContext, Endpoint } from "#api/endpoint.ts";
import { notFound } from "#api/problem.ts";
import { ownTemplate } from "#documents/own-template.ts";
import { specimenBill } from "#documents/specimen-bill.ts";
import { billEmissions } from "#domain/billing/bill-emissions.ts";
import { BILL_TEXTS, missingBlocks } from "#domain/billing/bill-profile.ts";
import type { Bill } from "#domain/billing/bill.ts";
import { Decimal } from "#domain/core/decimal.ts";
import { asId, type SiteId } from "#domain/core/id.ts";
import type { ReminderPolicy } from "#domain/ledger/reminder.ts";
import type { Queryable } from "#platform/database.ts";
import { readBillDesign, storeBillDesign, storeDesignLogo } from "#storage/bill-designs.ts";
import { readBillRules, storeBillRules, storeEmissionFactors } from "#storage/bill-rules.ts";
import { findNewestBill } from "#storage/bills.ts";
import { readReminderPolicy, storeReminderPolicy } from "#storage/reminders.ts";
import { listSites, readIssuer, readLogo, type Site } from "#storage/sites.ts";

export const readBillSettings: Endpoint<"readBillSettings"> = async ({ database }, { params }) => {
  const site = await siteOf(database, params.id);
  return settingsOf(database, site.id);
};

export const changeBillSettings: Endpoint<"changeBillSettings"> = async (
  context,
  { params, body, caller },
) => {
  const site = await siteOf(context.database, params.id);
  if (body.template !== null) await tryTemplate(context, site, body);
  return audited(context, caller, async (tx) => {
    const before = await settingsOf(tx, site.id);
    await storeBillDesign(tx, site.id, body);
    await storeBillRules(tx, site.id, { profile: body.profile, texts: written(body.texts) });
    await storeEmissionFactors(tx, site.id, body.emissionFactors);
    await storeReminderPolicy(tx, site.id, body.reminders ? policyOf(body.reminders) : undefined);
    const note = {
      action: "bill-settings.changed",
      subject: `site ${site.id}`,
      before,
      after: body,
    };
    return { note, answer: await settingsOf(tx, site.id) };
  });
};

export const previewBillSettings: Endpoint<"previewBillSettings"> = async (
  context,
  { params, body },
) => {
  const site = await siteOf(context.database, params.id);
  const shown = await shownBill(context.database, site, body);
  const lacking = missingBlocks(shown.bill, body.profile);
  try {
    const svg = await context.previewer.picture(shown.bill, await lookOf(context, site, body));
    return { svg, number: shown.isReal ? shown.bill.number : null, lacking: [...lacking] };
  } catch (error) {
    throw cannotBeSet(error, body);
  }
};

export const readBillTemplate: Endpoint<"readBillTemplate"> = async (_context, { reply }) =>
  reply.header("content-type", "text/plain; charset=utf-8").send(ownTemplate());

export const readSiteLogo: Endpoint<"readSiteLogo"> = async ({ database }, { params, reply }) => {
  const logo = await readLogo(database, asId<SiteId>(params.id));
  if (!logo) throw notFound("logo");
  return (
    reply
      .header("content-type", logo.mediaType)
      // A drawing opened by itself must not be able to do anything.
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .send(Buffer.from(logo.bytes))
  );
};

export const storeSiteLogo: Endpoint<"storeSiteLogo"> = async (
  context,
  { params, body, caller },
) => {
  const logo = { mediaType: body.mediaType, bytes: Buffer.from(body.base64, "base64") };
  checkLogo(logo);
  return changeLogo(context, { siteId: params.id, caller, logo });
};

export const removeSiteLogo: Endpoint<"removeSiteLogo"> = async (context, { params, caller }) =>
  changeLogo(context, { siteId: params.id, caller, logo: undefined });

async function changeLogo(
  context: ApiContext,
  change: {
    readonly siteId: number;
    readonly caller: Parameters<typeof audited>[1];
    readonly logo: Parameters<typeof storeDesignLogo>[2];
  },
): Promise<BillSettings> {
  const { caller, logo } = change;
  const site = await siteOf(context.database, change.siteId);
  return audited(context, caller, async (tx) => {
    const { logoSha256 } = await readBillDesign(tx, site.id);
    await storeDesignLogo(tx, site.id, logo);
    const after = logo ? { mediaType: logo.mediaType, bytes: logo.bytes.length } : null;
    const subject = `site ${site.id}`;
    const note = { action: "bill-settings.logo", subject, before: { logoSha256 }, after };
    return { note, answer: await settingsOf(tx, site.id) };
  });
}

async function siteOf(db: Queryable, id: number): Promise<Site> {
  const site = (await listSites(db)).find((one) => one.id === id);
  if (!site) throw notFound(`site ${id}`);
  return site;
}

async function settingsOf(db: Queryable, siteId: SiteId): Promise<BillSettings> {
  const { look, ...design } = await readBillDesign(db, siteId);
  const { profile, texts, emissionFactors } = await readBillRules(db, siteId);
  const policy = await readReminderPolicy(db, siteId);
  return {
    ...design,
    look: { ...look, columns: [...look.columns], parts: [...look.parts] },
    profile,
    texts: Object.fromEntries(
      BILL_TEXTS.flatMap((name) => (texts[name] ? [[name, texts[name]]] : [])),
    ),
    emissionFactors: [...emissionFactors],
    reminders: policy ? remindersOf(policy) : null,
  };
}

function remindersOf({
  leastMinor,
  steps,
}: ReminderPolicy): NonNullable<BillSettings["reminders"]> {
  return {
    leastMinor: leastMinor.toString(),
    steps: steps.map(({ afterDays, fee }) => ({
      afterDays,
      fee: fee
        ? {
            percentPerMonth: fee.percentPerMonth.toString(),
            graceDays: fee.graceDays,
            mostPercent: fee.mostPercent?.toString() ?? null,
          }
        : null,
    })),
  };
}

function policyOf({
  leastMinor,
  steps,
}: NonNullable<BillSettingsAsked["reminders"]>): ReminderPolicy {
  return {
    leastMinor: BigInt(leastMinor),
    steps: steps.map(({ afterDays, fee }) => ({
      afterDays,
      fee: fee
        ? {
            percentPerMonth: Decimal.parse(fee.percentPerMonth),
            graceDays: fee.graceDays,
            ...(fee.mostPercent !== null && { mostPercent: Decimal.parse(fee.mostPercent) }),
          }
        : undefined,
    })),
  };
}

/** Without those that say nothing. */
function written(texts: BillSettingsAsked["texts"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

/** The site's newest bill, or a specimen, with what is asked in place of what it has. */
async function shownBill(
  db: Queryable,
  site: Site,
  asked: BillSettingsAsked,
): Promise<{ readonly bill: Bill; readonly isReal: boolean }> {
  const issuer = await readIssuer(db, site.id);
  const newest = await findNewestBill(db, site.id);
  const bill = newest ?? specimenBill({ ...site, issuer });
  const points = bill.points.map((point) => ({
    ...point,
    rating: { quantity: Decimal.parse(point.consumption) },
  }));
  const { bankAccount: _, ...sender } = { ...bill.issuer, ...issuer };
  return {
    isReal: newest !== undefined,
    bill: {
      ...bill,
      language: asked.language ?? bill.language,
      issuer: {
        ...sender,
        title: asked.title || issuer.title,
        ...(asked.bankAccount && { bankAccount: asked.bankAccount }),
      },
      texts: written(asked.texts),
      emissions: billEmissions(points, {
        factors: asked.emissionFactors,
        on: Temporal.PlainDate.from(bill.periodTo).subtract({ days: 1 }),
      }),
    },
  };
}

async function lookOf({ database }: ApiContext, site: Site, { look, template }: BillSettingsAsked) {
  const logo = await readLogo(database, site.id);
  return { design: look, logo, template: template ?? undefined };
}

/** A template must set the newest bill and a specimen: it will have to set all that come. */
async function tryTemplate(context: ApiContext, site: Site, asked: BillSettingsAsked) {
  const look = await lookOf(context, site, asked);
  const issuer = await readIssuer(context.database, site.id);
  const { bill } = await shownBill(context.database, site, asked);
  for (const tried of [bill, specimenBill({ ...site, issuer })]) {
    await context.previewer.tryOut(tried, look).catch((error: unknown) => {
      throw cannotBeSet(error, asked);
    });
  }
}

/** In the engine's words; ours to answer for where the template is our own. */
function cannotBeSet(error: unknown, { template }: BillSettingsAsked): unknown {
  if (template === null || !(error instanceof Error)) return error;
  return refusedField("template", {
    code: "bill-settings.template",
    message: `cannot set a bill: ${error.message}`,
    remedy: "mend the template; it may read no files and no packages",
  });
}
