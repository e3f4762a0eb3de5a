import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Site } from "#api/contract/organisation.ts";
import { call } from "#web/api/call.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { type Entry, useEntry } from "#web/components/form/entry.ts";
import { fullLines, LinesField } from "#web/components/form/lines-field.tsx";
import { Pair } from "#web/components/form/pair.tsx";
import { useRules } from "#web/components/form/rules.ts";
import { Select } from "#web/components/select.tsx";

type SiteValues = Omit<Site, "id">;

/** Enters or changes a site. */
export function SiteDrawer({ site, onClose }: { site?: Site | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const entry = useSiteEntry(site, onClose);
  return (
    <EntryDrawer
      title={site ? site.name : t("settings.enterSite")}
      help={t("settings.siteHelp")}
      entry={entry}
      onClose={onClose}
    >
      <SiteFields entry={entry} />
    </EntryDrawer>
  );
}

/** A site to be entered: where the browser is, unless it is another one. */
export function useSiteEntry(
  site: Site | undefined,
  onSaved: () => void,
): Entry<SiteValues, { readonly id: number }> {
  const rules = useRules();
  const here = usualHere();
  return useEntry({
    initialValues: {
      name: site?.name ?? "",
      timeZone: site?.timeZone ?? here.timeZone,
      currency: site?.currency ?? here.currency,
      locale: site?.locale ?? here.locale,
      addressLines: site?.addressLines ?? [],
    },
    rules: {
      name: rules.wanted,
      timeZone: rules.wanted,
      currency: rules.wanted,
      locale: rules.wanted,
    },
    send(values: SiteValues) {
      const body = { ...values, addressLines: fullLines(values.addressLines) };
      return site
        ? call("PATCH /sites/:id", { params: { id: site.id }, body })
        : call("POST /sites", { body });
    },
    renews: ["GET /session", "GET /overview"],
    onSaved,
  });
}

/** The fields of a site; also a step of the first set-up. */
export function SiteFields({ entry }: { entry: Entry<SiteValues, { readonly id: number }> }) {
  const { t, i18n } = useTranslation();
  const { form } = entry;
  const currencies = new Intl.DisplayNames([i18n.language], { type: "currency" });
  const locales = new Intl.DisplayNames([i18n.language], { type: "language" });
  return (
    <>
      <TextInput
        label={t("settings.siteName")}
        placeholder={t("settings.siteExample")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <LinesField label={t("tenants.address")} {...form.getInputProps("addressLines")} />
      <Select
        label={t("settings.timeZone")}
        description={t("settings.timeZoneHelp")}
        searchable
        allowDeselect={false}
        limit={80}
        data={[...new Set([form.values.timeZone, ...Intl.supportedValuesOf("timeZone")])]}
        {...form.getInputProps("timeZone")}
      />
      <Pair>
        <Select
          label={t("settings.currency")}
          description={t("settings.currencyHelp")}
          searchable
          allowDeselect={false}
          limit={80}
          data={Intl.supportedValuesOf("currency").map((code) => ({
            value: code,
            label: `${code} · ${currencies.of(code) ?? ""}`,
          }))}
          {...form.getInputProps("currency")}
        />
        <Select
          label={t("settings.locale")}
          description={t("settings.localeHelp")}
          searchable
          allowDeselect={false}
          data={[...new Set([form.values.locale, ...LOCALES])].map((tag) => ({
            value: tag,
            label: locales.of(tag) ?? tag,
          }))}
          {...form.getInputProps("locale")}
        />
      </Pair>
    </>
  );
}

/** How figures are written there; any other one can be set by the interface. */
const LOCALES = [
  "en-GB",
  "en-IE",
  "en-US",
  "en-CA",
  "en-AU",
  "en-NZ",
  "en-IN",
  "en-ZA",
  "en-SG",
  "zh-CN",
  "zh-HK",
  "zh-TW",
  "de-DE",
  "de-AT",
  "de-CH",
  "fr-FR",
  "fr-CH",
  "it-IT",
  "es-ES",
  "es-MX",
  "pt-PT",
  "pt-BR",
  "nl-NL",
  "nl-BE",
  "da-DK",
  "sv-SE",
  "nb-NO",
  "fi-FI",
  "pl-PL",
  "cs-CZ",
  "tr-TR",
  "ja-JP",
  "ko-KR",
] as const;

const EURO_REGIONS = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" ");
const CURRENCIES: Readonly<Record<string, string>> = {
  AU: "AUD",
  BR: "BRL",
  CA: "CAD",
  CH: "CHF",
  CN: "CNY",
  CZ: "CZK",
  DK: "DKK",
  GB: "GBP",
  HK: "HKD",
  IN: "INR",
  JP: "JPY",
  KR: "KRW",
  MX: "MXN",
  NO: "NOK",
  NZ: "NZD",
  PL: "PLN",
  SE: "SEK",
  SG: "SGD",
  TR: "TRY",
  TW: "TWD",
  US: "USD",
  ZA: "ZAR",
};

/** What a person at this browser most likely wants. */
function usualHere(): Pick<SiteValues, "timeZone" | "currency" | "locale"> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const known = navigator.languages.find((tag) => new Intl.Locale(tag).region !== undefined);
  const { language, region = "GB" } = new Intl.Locale(known ?? navigator.language).maximize();
  const currency = EURO_REGIONS.includes(region) ? "EUR" : (CURRENCIES[region] ?? "EUR");
  return { timeZone, currency, locale: `${language}-${region}` };
}
