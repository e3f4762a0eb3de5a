import { Select, TextInput } from "@mantine/core";
import { IconGaugeOff, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { read } from "#web/api/queries.ts";
import { Filters } from "#web/components/filters.tsx";
import { Page } from "#web/components/page.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { ImportDrawer } from "./import-drawer.tsx";
import { MeterActions } from "./meter-actions.tsx";
import { MeterDrawer } from "./meter-drawer.tsx";
import { METER_STATES, type MeterSearch } from "./meter-search.ts";
import { MeterRows } from "./meter-rows.tsx";

/** All meters with what they show now. */
export function MetersPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/meters" });
  const navigate = useNavigate({ from: "/meters" });
  const { site, user } = useSignedIn();
  const [opened, setOpened] = useState<"add" | "import">();
  const meters = useQuery({ ...read("GET /meters", { query: {} }), refetchInterval: 60_000 });
  const wanted = useDeferredValue(search);
  const narrow = (change: { [Name in keyof MeterSearch]: MeterSearch[Name] | undefined }) =>
    void navigate({
      search: (before) => dropEmpty({ ...before, ...change }),
      replace: true,
    });
  const shown = meters.data?.meters.filter((meter) => matches(meter, wanted)) ?? [];
  return (
    <Page
      title={t("nav.meters")}
      hint={
        meters.data
          ? t("meters.shown", { shown: shown.length, count: meters.data.meters.length })
          : " "
      }
      actions={mayChangeProperty(user) && site.id > 0 && <MeterActions onOpen={setOpened} />}
    >
      <Filters>
        <TextInput
          aria-label={t("meters.find")}
          placeholder={t("meters.find")}
          leftSection={<IconSearch aria-hidden size={18} />}
          type="search"
          defaultValue={search.find ?? ""}
          onChange={(event) => narrow({ find: event.currentTarget.value })}
        />
        <Select
          aria-label={t("meters.commodity")}
          placeholder={t("meters.allCommodities")}
          clearable
          value={search.commodity ?? null}
          data={COMMODITIES.map((value) => ({ value, label: t(`commodity.${value}`) }))}
          onChange={(value) => narrow({ commodity: value ?? undefined })}
        />
        <Select
          aria-label={t("meters.stateName")}
          placeholder={t("meters.allStates")}
          clearable
          value={search.state ?? null}
          data={METER_STATES.map((value) => ({ value, label: t(`meters.state.${value}`) }))}
          onChange={(value) => narrow({ state: value ?? undefined })}
        />
      </Filters>
      {opened === "add" && <MeterDrawer onClose={() => setOpened(undefined)} />}
      {opened === "import" && <ImportDrawer onClose={() => setOpened(undefined)} />}
      <div className="surface">
        <Answered query={meters} height={640}>
          {() =>
            shown.length === 0 ? (
              <EmptyState icon={<IconGaugeOff aria-hidden size={36} />} text={t("meters.none")} />
            ) : (
              <MeterRows meters={shown} />
            )
          }
        </Answered>
      </div>
    </Page>
  );
}

function dropEmpty(search: { [Name in keyof MeterSearch]: MeterSearch[Name] | undefined }) {
  const { find, commodity, state } = search;
  return { ...(find && { find }), ...(commodity && { commodity }), ...(state && { state }) };
}

function matches(meter: MeterSummary, { find, commodity, state }: MeterSearch): boolean {
  if (commodity !== undefined && meter.point?.commodity !== commodity) return false;
  if (state !== undefined && meter.state !== state) return false;
  if (find === undefined) return true;
  const { serialNumber, point, space, tenant, line, model } = meter;
  const text = [serialNumber, point?.name, space?.name, tenant?.name, line?.name, model.name]
    .join(" ")
    .toLowerCase();
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
