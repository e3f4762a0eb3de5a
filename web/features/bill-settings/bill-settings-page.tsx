import { Button, Group, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { BillSettings } from "#api/contract/bill-settings.ts";
import { isReadableColour } from "#domain/billing/bill-design.ts";
import { isIban } from "#domain/billing/iban.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Page } from "#web/components/page.tsx";
import { Answered } from "#web/components/states.tsx";
import { BillPreview } from "./bill-preview.tsx";
import { ContentFields } from "./content-fields.tsx";
import { EmissionFields } from "./emission-fields.tsx";
import { LookFields } from "./look-fields.tsx";
import { ReminderFields } from "./reminder-fields.tsx";
import { TemplateFields } from "./template-fields.tsx";
import { askedOf, valuesOf } from "./settings-values.ts";
import styles from "./bill-settings.module.css";

/** How the bills of the site look and what they say, beside a bill that shows it at once. */
export function BillSettingsPage() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const settings = useQuery(read("GET /sites/:id/bill-settings", { params: { id: site.id } }));
  return (
    <Page
      back={{ to: "/settings", name: t("nav.settings") }}
      title={t("billSettings.title")}
      hint={t("billSettings.help")}
    >
      <Answered query={settings} height={900}>
        {(known) => <SettingsForm key={site.id} known={known} />}
      </Answered>
    </Page>
  );
}

function SettingsForm({ known }: { known: BillSettings }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const entry = useEntry({
    initialValues: valuesOf(known, site.currency),
    rules: {
      colour: (colour) => (isReadableColour(colour) ? null : t("billSettings.colourDark")),
      iban: (iban) =>
        iban.trim() === "" || isIban(iban.replaceAll(/\s/g, "").toUpperCase())
          ? null
          : t("billSettings.ibanWrong"),
      holder: (holder, { iban }) =>
        iban.trim() !== "" && holder.trim() === "" ? t("form.wanted") : null,
    },
    send: (values) =>
      call("PATCH /sites/:id/bill-settings", {
        params: { id: site.id },
        body: askedOf(values, site.currency),
      }),
    renews: ["GET /sites/:id/bill-settings"],
  });
  const { form } = entry;
  const mayChange = user.role === "administrator";
  return (
    <div className={styles["columns"]}>
      <form noValidate onSubmit={entry.submit}>
        <fieldset disabled={!mayChange} className="plain">
          <Stack gap="md">
            <LookFields form={form} logoSha256={known.logoSha256} />
            <ContentFields form={form} />
            <EmissionFields form={form} />
            <ReminderFields form={form} />
            <TemplateFields form={form} />
            <EntryFaults entry={entry} />
            {mayChange && (
              <Group justify="flex-end">
                {entry.saving.isSuccess && <span role="status">{t("billSettings.saved")}</span>}
                <Button type="submit" loading={entry.saving.isPending}>
                  {t("common.save")}
                </Button>
              </Group>
            )}
          </Stack>
        </fieldset>
      </form>
      {mayChange && <BillPreview values={form.values} />}
    </div>
  );
}
