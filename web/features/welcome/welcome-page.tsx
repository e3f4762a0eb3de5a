import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { Page } from "#web/components/page.tsx";
import { Section } from "#web/components/section.tsx";
import { Answered } from "#web/components/states.tsx";
import { LogoSection } from "#web/features/settings/logo-section.tsx";
import { MailForm } from "#web/features/settings/mail-section.tsx";
import { OrganisationForm } from "#web/features/settings/organisation-section.tsx";
import { SiteFields, useSiteEntry } from "#web/features/settings/site-drawer.tsx";
import { FirstTariff } from "./first-tariff.tsx";
import { type FirstThings, FirstUnit } from "./first-unit.tsx";
import { FirstBill } from "./first-bill.tsx";

const STEPS = ["organisation", "site", "mail", "first", "tariff", "done"] as const;
type Step = (typeof STEPS)[number];

/** The first set-up: from nothing to the preview of a first bill. */
export function WelcomePage() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const organisation = useQuery(read("GET /organisation"));
  const [chosen, setChosen] = useState<Step>();
  const [things, setThings] = useState<FirstThings>();
  const [tariffId, setTariffId] = useState<number>();
  return (
    <Answered query={organisation} height={600}>
      {({ organisation: known }) => {
        const begun: Step = !known ? "organisation" : site.id === 0 ? "site" : "mail";
        const step = chosen ?? begun;
        const number = STEPS.indexOf(step) + 1;
        const go = (next: Step) => {
          setChosen(next);
          scrollTo({ top: 0 });
        };
        return (
          <Page
            title={t("welcome.title")}
            hint={t("welcome.step", { number, count: STEPS.length })}
          >
            <Stack gap="md" maw={860}>
              <Progress
                value={(number / STEPS.length) * 100}
                aria-label={t("welcome.step", { number, count: STEPS.length })}
              />
              <Section title={t(`welcome.${step}`)}>
                {step === "organisation" && (
                  <Stack gap="lg">
                    <OrganisationForm
                      organisation={known}
                      mayChange
                      saveWord={t("common.continue")}
                      onSaved={() => go("site")}
                    />
                  </Stack>
                )}
                {step === "site" && <SiteStep onSaved={() => go("mail")} />}
                {step === "mail" && <MailStep onDone={() => go("first")} />}
                {step === "first" && (
                  <FirstUnit
                    onDone={(created) => {
                      setThings(created);
                      go("tariff");
                    }}
                  />
                )}
                {step === "tariff" && (
                  <FirstTariff
                    things={things}
                    onDone={(id) => {
                      setTariffId(id);
                      go("done");
                    }}
                  />
                )}
                {step === "done" && tariffId !== undefined && <FirstBill tariffId={tariffId} />}
              </Section>
              {step === "done" && known && <LogoSection organisation={known} mayChange />}
              {step === "done" && <WhatNext tariffId={tariffId} />}
            </Stack>
          </Page>
        );
      }}
    </Answered>
  );
}

function SiteStep({ onSaved }: { onSaved: () => void }) {
  const { t } = useTranslation();
  const entry = useSiteEntry(undefined, onSaved);
  return (
    <form noValidate onSubmit={entry.submit}>
      <Stack gap="md">
        <Text c="dimmed">{t("settings.siteHelp")}</Text>
        <EntryFaults entry={entry} />
        <SiteFields entry={entry} />
        <Group>
          <Button type="submit" loading={entry.saving.isPending}>
            {t("common.continue")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function MailStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const settings = useQuery(read("GET /settings/mail"));
  return (
    <Answered query={settings} height={300}>
      {(data) => (
        <Stack gap="md">
          <MailForm settings={data} saveWord={t("common.continue")} onSaved={onDone} />
          <Group>
            <Button variant="subtle" onClick={onDone}>
              {t("welcome.later")}
            </Button>
          </Group>
        </Stack>
      )}
    </Answered>
  );
}

function WhatNext({ tariffId }: { tariffId: number | undefined }) {
  const { t } = useTranslation();
  return (
    <Section title={t("welcome.next")}>
      <Group gap="sm">
        <Button renderRoot={(props) => <Link to="/meters" {...props} />}>
          {t("welcome.addMeter")}
        </Button>
        <Button variant="default" renderRoot={(props) => <Link to="/property" {...props} />}>
          {t("welcome.seeProperty")}
        </Button>
        {tariffId !== undefined && (
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/tariffs/$tariffId" params={{ tariffId }} {...props} />
            )}
          >
            {t("welcome.editTariff")}
          </Button>
        )}
      </Group>
    </Section>
  );
}
