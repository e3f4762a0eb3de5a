import { Alert, Button, FileButton, Group, Text, Textarea, TextInput } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { EntryDrawer } from "#web/components/form/entry-drawer.tsx";
import { useEntry } from "#web/components/form/entry.ts";
import { useRules } from "#web/components/form/rules.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { formatDecimal, formatInstant } from "#web/components/format.ts";

/** Of a long file only its begin is shown: a year of quarter hours is half a megabyte. */
const SHOWN_LINES = 12;

/** Takes prices from a file, or as they were pasted, in place of what the series said of that time. */
export function SeriesDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const rules = useRules();
  const [fileName, setFileName] = useState<string>();
  const entry = useEntry({
    initialValues: { name: "", text: "", stepMinutes: "" },
    rules: { name: rules.wanted, text: rules.wanted, stepMinutes: rules.decimal },
    send: ({ name, text, stepMinutes }) =>
      call("POST /price-series/import", {
        body: {
          siteId: site.id,
          name,
          text,
          stepMinutes: stepMinutes.trim() === "" ? null : Number(stepMinutes),
        },
      }),
    renews: ["GET /price-series"],
    onSaved({ steps, to }, { name }) {
      onClose();
      const until = formatInstant(to, site.timeZone);
      sayDone(t("inputs.seriesImported", { name, steps: formatDecimal(String(steps)), until }));
    },
  });
  const { form } = entry;
  const take = async (file: File | null) => {
    if (!file) return;
    setFileName(file.name);
    form.setFieldValue("text", await file.text());
  };
  return (
    <EntryDrawer
      title={t("inputs.importSeries")}
      help={t("inputs.seriesHelp", { zone: site.timeZone })}
      entry={entry}
      saveWord={t("inputs.import")}
      onClose={onClose}
    >
      <TextInput
        label={t("inputs.nameInTariffs")}
        description={t("inputs.nameInTariffsHelp")}
        data-autofocus
        {...form.getInputProps("name")}
      />
      <Group gap="sm">
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={(file) => void take(file)}>
          {(props) => (
            <Button variant="default" leftSection={<IconUpload aria-hidden size={18} />} {...props}>
              {t("inputs.chooseFile")}
            </Button>
          )}
        </FileButton>
        {fileName !== undefined && <Text>{fileName}</Text>}
      </Group>
      {fileName === undefined ? (
        <Textarea
          label={t("inputs.orPaste")}
          placeholder="2026-01-01T00:00;0.085"
          autosize
          minRows={5}
          maxRows={SHOWN_LINES}
          {...form.getInputProps("text")}
        />
      ) : (
        <>
          <pre>{form.values.text.split("\n", SHOWN_LINES).join("\n")}</pre>
          {form.errors["text"] && <Alert color="red">{form.errors["text"]}</Alert>}
        </>
      )}
      <TextInput
        label={t("inputs.stepMinutes")}
        description={t("inputs.stepMinutesHelp")}
        inputMode="numeric"
        {...form.getInputProps("stepMinutes")}
      />
    </EntryDrawer>
  );
}
