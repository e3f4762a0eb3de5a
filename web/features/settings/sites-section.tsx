import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Site } from "#api/contract/organisation.ts";
import { useSession } from "#web/app/session.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { SiteDrawer } from "./site-drawer.tsx";

/** The sites with their time zone, currency and locale. */
export function SitesSection({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation();
  const { data } = useSession();
  const sites = data?.sites ?? [];
  const [edited, setEdited] = useState<Site | "new">();
  const columns: readonly Column<Site>[] = [
    {
      name: t("settings.site"),
      renderCell: (site) =>
        mayChange ? (
          <Button variant="subtle" px={0} onClick={() => setEdited(site)}>
            {site.name}
          </Button>
        ) : (
          site.name
        ),
    },
    { name: t("settings.timeZone"), renderCell: ({ timeZone }) => timeZone },
    { name: t("settings.currency"), renderCell: ({ currency }) => currency },
    { name: t("settings.locale"), renderCell: ({ locale }) => locale },
  ];
  return (
    <Section
      title={t("settings.sites")}
      flush
      aside={
        mayChange && (
          <Button
            variant="subtle"
            leftSection={<IconPlus aria-hidden size={18} />}
            onClick={() => setEdited("new")}
          >
            {t("settings.enterSite")}
          </Button>
        )
      }
    >
      {sites.length === 0 ? (
        <NoSite />
      ) : (
        <Rows label={t("settings.sites")} rows={sites} columns={columns} keyOf={({ id }) => id} />
      )}
      {edited !== undefined && (
        <SiteDrawer
          site={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
}
