import { Button, Group } from "@mantine/core";
import { IconChecklist, IconGaugeOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { read } from "#web/api/queries.ts";
import { Page } from "#web/components/page.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { BulkDrawer } from "./bulk-drawer.tsx";
import { ChooseBar } from "./choose-bar.tsx";
import { ColumnsMenu } from "./columns-menu.tsx";
import { ImportDrawer } from "./import-drawer.tsx";
import { MeterActions } from "./meter-actions.tsx";
import { MeterDrawer } from "./meter-drawer.tsx";
import { MeterFilters } from "./meter-filters.tsx";
import { inOrder, type MeterColumn } from "./meter-order.ts";
import { type MeterSearch, meterSearch, nextSort } from "./meter-search.ts";
import { MeterTable } from "./meter-table.tsx";
import { ViewsMenu } from "./views-menu.tsx";

/** All meters with what they show now. */
export function MetersPage() {
  const { t, i18n } = useTranslation();
  const search = useSearch({ from: "/meters" });
  const navigate = useNavigate({ from: "/meters" });
  const { site, user } = useSignedIn();
  const [opened, setOpened] = useState<"add" | "import" | "bulk">();
  const [chosen, setChosen] = useState<ReadonlySet<number>>();
  const meters = useQuery({ ...read("GET /meters", { query: {} }), refetchInterval: 60_000 });
  const wanted = useDeferredValue(search);
  const show = useCallback(
    (next: MeterSearch) => void navigate({ search: next, replace: true }),
    [navigate],
  );
  const narrow = useCallback(
    (change: Readonly<Record<string, unknown>>) =>
      void navigate({ search: (before) => meterSearch({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const layOut = useCallback(
    ({ sort, columns }: Pick<MeterSearch, "sort" | "columns">) => narrow({ sort, columns }),
    [narrow],
  );
  // By the address as it is then, not by the list, which may be a press behind.
  const sortBy = useCallback(
    (column: MeterColumn) =>
      void navigate({
        search: (before) => meterSearch({ ...before, sort: nextSort(before.sort, column) }),
        replace: true,
      }),
    [navigate],
  );
  const all = meters.data?.meters;
  const shown = useMemo(
    () => inOrder(all?.filter((meter) => matches(meter, wanted)) ?? [], wanted.sort, i18n.language),
    [all, wanted, i18n.language],
  );
  const mayChange = mayChangeProperty(user) && site.id > 0;
  const ofChosen = all?.filter(({ id }) => chosen?.has(id)) ?? [];
  return (
    <Page
      title={t("nav.meters")}
      hint={
        meters.data
          ? t("meters.shown", { shown: shown.length, count: meters.data.meters.length })
          : " "
      }
      actions={mayChange && <MeterActions onOpen={setOpened} />}
    >
      <MeterFilters search={search} onNarrow={narrow} />
      <Group gap="sm" mb="md">
        {user.role !== "tenant" && <ViewsMenu search={search} onChoose={show} />}
        <ColumnsMenu search={search} onChange={layOut} />
        {mayChange && !chosen && (
          <Button
            variant="default"
            leftSection={<IconChecklist aria-hidden size={18} />}
            onClick={() => setChosen(new Set())}
          >
            {t("meters.chooseSeveral")}
          </Button>
        )}
        {chosen && (
          <ChooseBar
            chosen={chosen}
            shown={shown.map(({ id }) => id)}
            onChoose={setChosen}
            onChange={() => setOpened("bulk")}
            onEnd={() => setChosen(undefined)}
          />
        )}
      </Group>
      {opened === "bulk" && (
        <BulkDrawer
          meters={ofChosen}
          onLeaveOut={(ids) =>
            setChosen(new Set(ofChosen.map(({ id }) => id).filter((id) => !ids.includes(id))))
          }
          onClose={() => setOpened(undefined)}
          onDone={() => {
            setOpened(undefined);
            setChosen(undefined);
          }}
        />
      )}
      {opened === "add" && <MeterDrawer onClose={() => setOpened(undefined)} />}
      {opened === "import" && <ImportDrawer onClose={() => setOpened(undefined)} />}
      <div className="surface">
        <Answered query={meters} height={640}>
          {() =>
            shown.length === 0 ? (
              <EmptyState icon={<IconGaugeOff aria-hidden size={36} />} text={t("meters.none")} />
            ) : (
              <MeterTable
                meters={shown}
                search={wanted}
                onSort={sortBy}
                chosen={chosen}
                onChoose={setChosen}
              />
            )
          }
        </Answered>
      </div>
    </Page>
  );
}

function matches(meter: MeterSummary, { find, commodity, state }: MeterSearch): boolean {
  if (commodity !== undefined && meter.point?.commodity !== commodity) return false;
  if (state !== undefined && meter.state !== state) return false;
  if (find === undefined) return true;
  const { serialNumber, point, space, tenant, line, model, tags } = meter;
  const text = [
    serialNumber,
    point?.name,
    space?.name,
    tenant?.name,
    line?.name,
    model.name,
    ...tags,
  ]
    .join(" ")
    .toLowerCase();
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
