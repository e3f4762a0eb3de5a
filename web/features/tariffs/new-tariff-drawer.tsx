import { FileButton, Button, Radio, Stack, Text, TextInput } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { todayAt } from "#web/components/days.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { sayFailed } from "#web/components/form/undo-toast.tsx";
import { Select } from "#web/components/select.tsx";
import { type Draft, draftOf, labelIn, newDraft } from "./draft.ts";

export interface NewTariffDrawerProps {
  readonly onClose: () => void;
  /** What to do with the new tariff; its editor is opened when left out. */
  readonly onSaved?: (id: number) => void;
}

/** A new tariff: plain, like an example of the catalogue, or out of a file. */
export function NewTariffDrawer({ onClose, onSaved }: NewTariffDrawerProps) {
  const { t, i18n } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const navigate = useNavigate();
  const examples = useQuery(read("GET /tariff-examples"));
  const entry = useEntry({
    initialValues: {
      name: "",
      from: "plain",
      commodity: "electricity" as Commodity,
      effectiveFrom: `${todayAt(site.timeZone).slice(0, 4)}-01-01`,
      document: null as object | null,
    },
    rules: { name: rules.wanted, effectiveFrom: rules.wanted },
    send: (values) => {
      const { name, effectiveFrom, commodity } = values;
      const chosen =
        values.document ??
        (values.from === "plain"
          ? newDraft(commodity, site.currency, name)
          : examples.data?.examples.find((example) => example.name === values.from)?.document);
      return call("POST /tariffs", {
        body: {
          siteId: site.id,
          name,
          effectiveFrom,
          document: { ...Object(chosen), currency: site.currency },
        },
      });
    },
    renews: ["GET /tariffs"],
    onSaved: ({ id }) => {
      if (onSaved) onSaved(id);
      else void navigate({ to: "/tariffs/$tariffId", params: { tariffId: id } });
    },
  });
  const { form } = entry;
  const [proposed, setProposed] = useState("");
  /** A name that somebody typed stays; one that came with another choice goes with it. */
  const proposeNameOf = (draft: Draft) => {
    if (form.values.name !== "" && form.values.name !== proposed) return;
    const name = labelIn(draft.name, i18n.language);
    setProposed(name);
    form.setFieldValue("name", name);
  };
  const choose = (from: string, document: unknown) => {
    form.setFieldValue("from", from);
    form.setFieldValue("document", null);
    const draft = draftOf(document);
    if (draft) proposeNameOf(draft);
  };
  const takeFile = async (file: File | null) => {
    if (!file) return;
    try {
      const document: unknown = JSON.parse(await file.text());
      const draft = draftOf(document);
      if (!draft) throw new Error(t("tariffs.notADocument"));
      form.setValues({ from: "file", document: draft });
      proposeNameOf(draft);
    } catch {
      sayFailed(t("tariffs.notADocument"));
    }
  };
  return (
    <EntryDrawer
      title={t("tariffs.new")}
      help={t("tariffs.newHelp")}
      entry={entry}
      saveWord={t("tariffs.create")}
      onClose={onClose}
    >
      <Radio.Group
        label={t("tariffs.beginWith")}
        value={form.values.from}
        onChange={(from) =>
          choose(from, examples.data?.examples.find(({ name }) => name === from)?.document)
        }
      >
        <Stack gap="sm" mt="xs">
          <Radio value="plain" label={t("tariffs.plain")} description={t("tariffs.plainHelp")} />
          {(examples.data?.examples ?? []).map(({ name, document }) => {
            const draft = draftOf(document);
            const commodity = COMMODITIES.find((one) => one === draft?.commodity);
            return (
              <Radio
                key={name}
                value={name}
                label={labelIn(draft?.name, i18n.language)}
                description={commodity ? t(`commodity.${commodity}`) : ""}
              />
            );
          })}
          {form.values.document && (
            <Radio
              value="file"
              label={labelIn(draftOf(form.values.document)?.name, i18n.language)}
              description={t("tariffs.fromFile")}
            />
          )}
        </Stack>
      </Radio.Group>
      <FileButton accept="application/json,.json" onChange={(file) => void takeFile(file)}>
        {(props) => (
          <Button {...props} variant="default" leftSection={<IconUpload aria-hidden size={18} />}>
            {t("tariffs.importFile")}
          </Button>
        )}
      </FileButton>
      {form.values.from === "plain" && (
        <Select
          label={t("meters.commodity")}
          allowDeselect={false}
          data={COMMODITIES.map((one) => ({ value: one, label: t(`commodity.${one}`) }))}
          {...form.getInputProps("commodity")}
        />
      )}
      <TextInput
        label={t("property.name")}
        description={t("tariffs.nameHelp")}
        {...form.getInputProps("name")}
      />
      <TextInput
        label={t("tariffs.effectiveFrom")}
        type="date"
        {...form.getInputProps("effectiveFrom")}
      />
      <Text size="sm" c="dimmed">
        {t("tariffs.currencyNote", { currency: site.currency })}
      </Text>
    </EntryDrawer>
  );
}
