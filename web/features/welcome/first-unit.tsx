import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { billLanguage } from "#web/components/bill-language.ts";
import { EntryFaults } from "#web/components/form/entry-faults.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { Pair } from "#web/components/form/pair.tsx";
import { readDecimal, useRules } from "#web/components/form/rules.ts";

/** What the first steps created. */
export interface FirstThings {
  readonly spaceId: number;
  readonly tenantId: number | undefined;
  readonly points: readonly { readonly id: number; readonly commodity: Commodity }[];
}

/** A building with one unit, what is measured in it, and who lives there. */
export function FirstUnit({ onDone }: { onDone: (things: FirstThings) => void }) {
  const { t, i18n } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const entry = useEntry({
    initialValues: {
      building: site.name,
      unit: t("welcome.unitOne"),
      areaM2: "",
      commodities: ["electricity"] as Commodity[],
      tenant: "",
      email: "",
    },
    rules: {
      building: rules.wanted,
      unit: rules.wanted,
      areaM2: rules.decimal,
      email: rules.email,
      commodities: (chosen) => (chosen.length === 0 ? t("welcome.chooseOne") : null),
    },
    async send(values): Promise<FirstThings> {
      const { id: parentId } = await call("POST /spaces", {
        body: {
          siteId: site.id,
          parentId: null,
          kind: "building",
          name: values.building,
          areaM2: "0",
        },
      });
      const { id: spaceId } = await call("POST /spaces", {
        body: {
          siteId: site.id,
          parentId,
          kind: "unit",
          name: values.unit,
          areaM2: readDecimal(values.areaM2) || "0",
        },
      });
      const points = [];
      for (const commodity of values.commodities) {
        const { id } = await call("POST /service-points", {
          body: {
            siteId: site.id,
            spaceId,
            commodity,
            role: "unit",
            name: `${values.unit}, ${t(`commodity.${commodity}`)}`,
          },
        });
        points.push({ id, commodity });
      }
      const tenantId = values.tenant.trim() === "" ? undefined : await createTenant(values);
      return { spaceId, tenantId, points };
    },
    renews: ["GET /sites/:id/property", "GET /tenants"],
    onSaved: onDone,
  });
  const createTenant = async ({ tenant, email }: { tenant: string; email: string }) => {
    const { id } = await call("POST /tenants", {
      body: {
        siteId: site.id,
        name: tenant,
        company: "",
        addressLines: [],
        emails: email.trim() === "" ? [] : [email.trim()],
        telephones: [],
        contacts: [],
        note: "",
        taxNumber: "",
        language: billLanguage(i18n.language),
      },
    });
    return id;
  };
  const { form } = entry;
  return (
    <form noValidate onSubmit={entry.submit}>
      <Stack gap="md">
        <Text c="dimmed">{t("welcome.firstHelp")}</Text>
        <EntryFaults entry={entry} />
        <Pair>
          <TextInput label={t("welcome.building")} {...form.getInputProps("building")} />
          <TextInput label={t("welcome.unit")} {...form.getInputProps("unit")} />
          <TextInput
            label={t("property.area")}
            inputMode="decimal"
            rightSection="m²"
            {...form.getInputProps("areaM2")}
          />
        </Pair>
        <Checkbox.Group label={t("welcome.measured")} {...form.getInputProps("commodities")}>
          <Group gap="lg" mt="xs">
            {COMMODITIES.map((commodity) => (
              <Checkbox key={commodity} value={commodity} label={t(`commodity.${commodity}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Pair>
          <TextInput
            label={t("welcome.tenant")}
            description={t("welcome.tenantHelp")}
            {...form.getInputProps("tenant")}
          />
          <TextInput label={t("session.email")} type="email" {...form.getInputProps("email")} />
        </Pair>
        <Group>
          <Button type="submit" loading={entry.saving.isPending}>
            {t("common.continue")}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {t("welcome.demo")}
        </Text>
      </Stack>
    </form>
  );
}
