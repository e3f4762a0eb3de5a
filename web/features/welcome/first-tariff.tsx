import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Commodity } from "#domain/core/commodity.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { todayAt } from "#web/components/days.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { type Draft, draftOf, labelIn, newDraft } from "#web/features/tariffs/draft.ts";
import type { FirstThings } from "./first-unit.tsx";

/** One price for each, until an example is chosen. */
function plainFor(commodities: readonly Commodity[]): Record<string, string> {
  return Object.fromEntries(commodities.map((one) => [one, "plain"]));
}

/** A tariff for each utility that is measured, out of the examples; then the tenant moves in. */
export function FirstTariff({
  things,
  onDone,
}: {
  things: FirstThings | undefined;
  onDone: (tariffId: number) => void;
}) {
  const { t, i18n } = useTranslation();
  const { site } = useSignedIn();
  const examples = useQuery(read("GET /tariff-examples"));
  const commodities = [
    ...new Set(things?.points.map(({ commodity }) => commodity) ?? (["electricity"] as const)),
  ];
  const drafts = (examples.data?.examples ?? []).flatMap(({ name, document }) => {
    const draft = draftOf(document);
    return draft ? [{ name, draft }] : [];
  });
  const entry = useEntry({
    initialValues: plainFor(commodities),
    async send(values) {
      const today = todayAt(site.timeZone);
      const tariffs = new Map<Commodity, number>();
      for (const commodity of commodities) {
        const chosen = drafts.find(({ name }) => name === values[commodity])?.draft;
        const name = chosen ? labelIn(chosen.name, i18n.language) : t(`commodity.${commodity}`);
        const draft: Draft = chosen ?? newDraft(commodity, site.currency, name);
        const { id } = await call("POST /tariffs", {
          body: {
            siteId: site.id,
            name,
            effectiveFrom: `${today.slice(0, 4)}-01-01`,
            document: { ...draft, currency: site.currency },
          },
        });
        tariffs.set(commodity, id);
      }
      if (things?.tenantId !== undefined) await moveIn(things, things.tenantId, tariffs);
      return [...tariffs.values()][0] ?? 0;
    },
    renews: ["GET /tariffs", "GET /tenants", "GET /sites/:id/property"],
    onSaved: onDone,
  });
  const moveIn = (
    { spaceId, points }: FirstThings,
    tenantId: number,
    tariffs: ReadonlyMap<Commodity, number>,
  ) =>
    call("POST /leases", {
      body: {
        tenantId,
        spaceId,
        startsOn: `${todayAt(site.timeZone).slice(0, 7)}-01`,
        endsOn: null,
        cycle: { every: "monthly", startDay: 1, startMonth: 1, runAfterDays: 0 },
        billsNeedApproval: true,
        dueDays: 14,
        depositMinor: "0",
        points: points.flatMap(({ id, commodity }) => {
          const tariffId = tariffs.get(commodity);
          return tariffId === undefined ? [] : [{ servicePointId: id, tariffId }];
        }),
        registers: [],
      },
    });
  const { form } = entry;
  return (
    <form noValidate onSubmit={entry.submit}>
      <Stack gap="lg">
        <Text c="dimmed">{t("welcome.tariffHelp")}</Text>
        <EntryFaults entry={entry} />
        {commodities.map((commodity) => (
          <Radio.Group
            key={commodity}
            label={t(`commodity.${commodity}`)}
            value={form.values[commodity] ?? "plain"}
            onChange={(value) => form.setFieldValue(commodity, value)}
          >
            <Stack gap="sm" mt="xs">
              <Radio value="plain" label={t("tariffs.plain")} />
              {drafts
                .filter(({ draft }) => draft.commodity === commodity)
                .map(({ name, draft }) => (
                  <Radio key={name} value={name} label={labelIn(draft.name, i18n.language)} />
                ))}
            </Stack>
          </Radio.Group>
        ))}
        <Group>
          <Button type="submit" loading={entry.saving.isPending}>
            {t("common.continue")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
