import { Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconAdjustments, IconCircleCheck, IconFileUpload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReadingException } from "#api/contract/exceptions.ts";
import { read } from "#web/api/queries.ts";
import { CommodityName } from "#web/components/commodity.tsx";
import { Filters } from "#web/components/filters.tsx";
import { formatInstant } from "#web/components/format.ts";
import { Page } from "#web/components/page.tsx";
import { Pager } from "#web/components/pager.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Select } from "#web/components/select.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { ExceptionDrawer } from "./exception-drawer.tsx";
import { qualitySearch, SEVERITIES } from "./quality-search.ts";
import { useExceptionText } from "./exception-text.ts";
import { RulesDrawer } from "./rules-drawer.tsx";
import { SeverityMark } from "./severity-mark.tsx";

/** What is odd about readings, the gravest first; each leads to its bills and to what can be done. */
export function QualityPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/quality" });
  const navigate = useNavigate({ from: "/quality" });
  const [showsRules, setShowsRules] = useState(false);
  const { exception: openId, state = "open", ...query } = search;
  const found = useQuery({
    ...read("GET /exceptions", { query: { ...query, state } }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const go = (change: Record<string, unknown>) =>
    void navigate({
      search: qualitySearch({ ...search, ...change }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page
      title={t("nav.quality")}
      hint={t("quality.help")}
      actions={
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconAdjustments aria-hidden size={18} />}
            onClick={() => setShowsRules(true)}
          >
            {t("quality.rules.title")}
          </Button>
          <Button
            variant="default"
            component={Link}
            to="/imports"
            leftSection={<IconFileUpload aria-hidden size={18} />}
          >
            {t("imports.title")}
          </Button>
        </Group>
      }
    >
      <Filters>
        <SegmentedControl
          aria-label={t("quality.show")}
          value={state}
          onChange={(value) => go({ state: value, page: 1 })}
          data={[
            { value: "open", label: t("quality.openOnes") },
            { value: "decided", label: t("quality.decidedOnes") },
          ]}
        />
        <Select
          aria-label={t("quality.severityName")}
          placeholder={t("quality.allSeverities")}
          clearable
          value={search.severity ?? null}
          data={SEVERITIES.map((value) => ({
            value,
            label: `${t(`quality.severity.${value}`)} (${found.data?.open[value] ?? 0})`,
          }))}
          onChange={(severity) => go({ severity, page: 1 })}
        />
      </Filters>
      <div className="surface">
        <Answered query={found} height={480}>
          {({ exceptions }) =>
            exceptions.length === 0 ? (
              <EmptyState
                icon={<IconCircleCheck aria-hidden size={36} />}
                text={t("quality.none")}
              />
            ) : (
              <ExceptionRows exceptions={exceptions} />
            )
          }
        </Answered>
      </div>
      {found.data && <Pager {...found.data} onChange={(page) => go({ page })} />}
      {showsRules && <RulesDrawer onClose={() => setShowsRules(false)} />}
      {openId !== undefined && (
        <ExceptionDrawer exceptionId={openId} onClose={() => go({ exception: undefined })} />
      )}
    </Page>
  );
}

function ExceptionRows({ exceptions }: { exceptions: readonly ReadingException[] }) {
  const { t } = useTranslation();
  const exceptionText = useExceptionText();
  const search = useSearch({ from: "/quality" });
  const columns: readonly Column<ReadingException>[] = [
    {
      name: t("quality.what"),
      renderCell: (exception) => (
        <>
          <Text span fw={600} display="block">
            {t(`quality.rule.${exception.rule}`)}
          </Text>
          <Text span size="sm" c="dimmed" display="block">
            {exceptionText(exception)}
          </Text>
          {exception.holdsBilling && exception.state === "open" && (
            <Text span size="sm" fw={600} c="var(--mantine-color-error)">
              {t("quality.holds")}
            </Text>
          )}
        </>
      ),
    },
    {
      name: t("quality.where"),
      renderCell: ({ point, commodity }) => (
        <CommodityName commodity={commodity}>{point.name}</CommodityName>
      ),
    },
    {
      name: t("quality.when"),
      unbroken: true,
      renderCell: ({ from, timeZone }) => formatInstant(from, timeZone),
    },
    {
      name: t("quality.stateName"),
      renderCell: ({ state, severity }) =>
        state === "open" ? <SeverityMark severity={severity} /> : t(`quality.state.${state}`),
    },
  ];
  return (
    <Rows
      label={t("nav.quality")}
      rows={exceptions}
      columns={columns}
      keyOf={({ id }) => id}
      linkOf={({ id }) => ({
        to: "/quality",
        search: { ...search, exception: id },
        resetScroll: false,
      })}
    />
  );
}
