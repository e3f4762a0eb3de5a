import { Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmSettingList } from "#api/contract/alarm-settings.ts";
import { read } from "#web/api/queries.ts";
import { mayTendAlarms, useSignedIn } from "#web/app/session.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";

type Setting = AlarmSettingList["settings"][number];

const LimitsDrawer = lazy(async () => {
  const { LimitsDrawer: drawer } = await import("./limits-drawer.tsx");
  return { default: drawer };
});

/** When alarms on what is used are raised: what holds by itself, and what somebody set. */
export function LimitsSection() {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const known = useQuery(read("GET /alarm-settings", { query: { site: site.id } }));
  const [edited, setEdited] = useState<Setting | "new">();
  const columns = useColumns(setEdited);
  const mayChange = mayTendAlarms(user);
  return (
    <Section
      title={t("alarms.limits.title")}
      aside={
        mayChange && (
          <Button
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={18} />}
            disabled={!known.data}
            onClick={() => setEdited("new")}
          >
            {t("alarms.limits.add")}
          </Button>
        )
      }
    >
      <Answered query={known} height={120}>
        {({ settings }) =>
          settings.length === 0 ? (
            <Text c="dimmed">{t("alarms.limits.nothing")}</Text>
          ) : (
            <Rows
              label={t("alarms.limits.title")}
              rows={settings}
              columns={columns}
              keyOf={({ rule, servicePointId }) => `${rule} ${servicePointId}`}
            />
          )
        }
      </Answered>
      {edited !== undefined && known.data && (
        <Suspense fallback={null}>
          <LimitsDrawer
            setting={edited === "new" ? undefined : edited}
            known={known.data}
            onClose={() => setEdited(undefined)}
          />
        </Suspense>
      )}
    </Section>
  );
}

function useColumns(edit: (setting: Setting) => void): Column<Setting>[] {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const mayChange = mayTendAlarms(user);
  return [
    {
      name: t("alarms.limits.rule"),
      renderCell: (setting) =>
        mayChange ? (
          <Button variant="subtle" px={0} onClick={() => edit(setting)}>
            {t(`alarms.limits.kind.${setting.rule}`)}
          </Button>
        ) : (
          t(`alarms.limits.kind.${setting.rule}`)
        ),
    },
    {
      name: t("alarms.limits.where"),
      renderCell: ({ pointName }) => pointName ?? t("alarms.limits.everywhere"),
    },
    {
      name: t("alarms.limits.threshold"),
      renderCell: ({ enabled, threshold, rule }) =>
        enabled ? `${threshold ?? "–"} ${t(`alarms.limits.unit.${rule}`)}` : t("alarms.limits.off"),
    },
    {
      name: t("alarms.limits.severity"),
      renderCell: ({ severity }) => t(`alarms.severity.${severity}`),
      from: "tablet",
    },
  ];
}
