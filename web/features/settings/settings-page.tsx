import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { LogoSection } from "./logo-section.tsx";
import { MailSection } from "./mail-section.tsx";
import { OrganisationSection } from "./organisation-section.tsx";
import { SitesSection } from "./sites-section.tsx";

/** Who issues the bills, and for which sites. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const organisation = useQuery(read("GET /organisation"));
  const mayChange = user.role === "administrator";
  return (
    <Page title={t("nav.settings")}>
      <Answered query={organisation} height={720}>
        {({ organisation: known }) => (
          <Stack gap="md">
            <OrganisationSection organisation={known} mayChange={mayChange} />
            {known && <LogoSection organisation={known} mayChange={mayChange} />}
            {known && <SitesSection mayChange={mayChange} />}
            {known && (
              <Section
                title={t("billSettings.title")}
                aside={<Link to="/settings/bills">{t("billSettings.title")}</Link>}
              >
                <Text c="dimmed">{t("billSettings.help")}</Text>
              </Section>
            )}
            {mayChange && (
              <>
                <MailSection />
                <Section
                  title={t("users.users")}
                  aside={<Link to="/users">{t("users.users")}</Link>}
                >
                  <Text c="dimmed">{t("users.help")}</Text>
                </Section>
                <Section
                  title={t("system.title")}
                  aside={<Link to="/system">{t("system.title")}</Link>}
                >
                  <Text c="dimmed">{t("system.help")}</Text>
                </Section>
              </>
            )}
          </Stack>
        )}
      </Answered>
    </Page>
  );
}
