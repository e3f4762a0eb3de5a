import { Button } from "@mantine/core";
import { IconTrash, IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PriceSeriesEntry } from "#api/contract/tariff-inputs.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { sayDone, sayFailed } from "#web/components/form/undo-toast.tsx";
import { formatDecimal, formatInstant } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Answered, useErrorText } from "#web/components/states.tsx";
import { AddedList } from "./added-list.tsx";
import { SeriesDrawer } from "./series-drawer.tsx";

/** Prices and calorific values over time that tariffs name, and how far each reaches. */
export function SeriesSection() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const series = useQuery(read("GET /price-series"));
  const [importing, setImporting] = useState(false);
  const mayChange = mayCorrectMoney(user);
  const own = series.data?.series.filter(({ siteId }) => siteId === site.id);
  return (
    <AddedList
      title={t("inputs.series")}
      addWord={mayChange && t("inputs.importSeries")}
      addIcon={<IconUpload aria-hidden size={18} />}
      onAdd={() => setImporting(true)}
      emptyText={own?.length === 0 ? t("inputs.noSeries") : undefined}
    >
      <Answered query={series} height={120}>
        {() => own && own.length > 0 && <SeriesRows rows={own} mayChange={mayChange} />}
      </Answered>
      {importing && <SeriesDrawer onClose={() => setImporting(false)} />}
    </AddedList>
  );
}

function SeriesRows({
  rows,
  mayChange,
}: {
  rows: readonly PriceSeriesEntry[];
  mayChange: boolean;
}) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const columns: readonly Column<PriceSeriesEntry>[] = [
    { name: t("inputs.nameInTariffs"), renderCell: ({ name }) => name },
    {
      name: t("leases.from"),
      renderCell: ({ from }) => formatInstant(from, site.timeZone),
    },
    { name: t("inputs.reachesTo"), renderCell: ({ to }) => formatInstant(to, site.timeZone) },
    {
      name: t("inputs.steps"),
      figures: true,
      from: "tablet",
      renderCell: ({ steps }) => formatDecimal(String(steps)),
    },
    ...(mayChange
      ? [
          {
            name: t("leases.change"),
            renderCell: (one: PriceSeriesEntry) => <RemoveSeries series={one} />,
          },
        ]
      : []),
  ];
  return <Rows label={t("inputs.series")} rows={rows} columns={columns} keyOf={({ id }) => id} />;
}

/** A whole series cannot be brought back, so its removal asks for a second press. */
function RemoveSeries({ series: { id, name } }: { series: PriceSeriesEntry }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [isSure, setSure] = useState(false);
  const removing = useMutation({
    mutationFn: () => call("DELETE /price-series/:id", { params: { id } }),
    onError: (error) => sayFailed(errorText(error)),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["GET /price-series"] });
      sayDone(t("form.removed", { name }));
    },
  });
  return (
    <Button
      variant={isSure ? "filled" : "subtle"}
      color="red"
      leftSection={<IconTrash aria-hidden size={18} />}
      loading={removing.isPending}
      onClick={() => (isSure ? removing.mutate() : setSure(true))}
      onBlur={() => setSure(false)}
    >
      {isSure ? t("inputs.removeForGood") : t("common.remove")}
    </Button>
  );
}
