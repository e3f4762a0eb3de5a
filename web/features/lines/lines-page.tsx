import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Line } from "#api/contract/lines.ts";
import { read } from "#web/api/queries.ts";
import { mayChangeProperty, useSignedIn } from "#web/app/session.ts";
import { Age } from "#web/components/age.tsx";
import { formatPercent } from "#web/components/format.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Page } from "#web/components/page.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { LineStateMark } from "#web/components/state-marks.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { LineDrawer } from "./line-drawer.tsx";

/** All lines with how well their meters answer. */
export function LinesPage() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const navigate = useNavigate();
  const lines = useQuery({ ...read("GET /lines"), refetchInterval: 10_000 });
  const [isAdding, setAdding] = useState(false);
  const columns: readonly Column<Line>[] = [
    { name: t("lines.line"), renderCell: ({ name }) => name },
    { name: t("lines.reachedBy"), renderCell: ({ address }) => address, from: "tablet" },
    {
      name: t("nav.meters"),
      figures: true,
      renderCell: ({ metersAnswering, meters }) => `${metersAnswering}\u00a0/\u00a0${meters}`,
    },
    {
      name: t("meters.answered"),
      figures: true,
      from: "desktop",
      renderCell: ({ attempts, answers }) =>
        attempts === 0 ? "–" : formatPercent(((answers / attempts) * 100).toFixed(1)),
    },
    {
      name: t("meters.lastAnswer"),
      figures: true,
      unbroken: true,
      renderCell: ({ lastGoodAt }) => <Age instant={lastGoodAt} />,
    },
    { name: t("meters.stateName"), renderCell: ({ state }) => <LineStateMark state={state} /> },
  ];
  return (
    <Page
      title={t("lines.lines")}
      hint={t("lines.help")}
      actions={
        mayChangeProperty(user) &&
        site.id > 0 && (
          <Button leftSection={<IconPlus aria-hidden size={18} />} onClick={() => setAdding(true)}>
            {t("lines.add")}
          </Button>
        )
      }
    >
      {site.id === 0 ? (
        <NoSite />
      ) : (
        <div className="surface">
          <Answered query={lines} height={320}>
            {(data) =>
              data.lines.length === 0 ? (
                <EmptyState
                  icon={<IconPlugConnected aria-hidden size={36} />}
                  text={t("lines.none")}
                />
              ) : (
                <Rows
                  label={t("lines.lines")}
                  rows={data.lines}
                  columns={columns}
                  keyOf={({ id }) => id}
                  linkOf={({ id }) => ({ to: "/lines/$lineId", params: { lineId: id } })}
                />
              )
            }
          </Answered>
        </div>
      )}
      {isAdding && (
        <LineDrawer
          onClose={() => setAdding(false)}
          onCreated={(lineId) => void navigate({ to: "/lines/$lineId", params: { lineId } })}
        />
      )}
    </Page>
  );
}
