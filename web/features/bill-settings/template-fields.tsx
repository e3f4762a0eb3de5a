import { Anchor, Button, FileButton, Group, Text, Textarea } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Section } from "#web/components/section.tsx";
import type { FieldsProps } from "./look-fields.tsx";
import styles from "./bill-settings.module.css";

/** A template of one's own in place of ours, for those who know Typst. */
export function TemplateFields({ form }: FieldsProps) {
  const { t } = useTranslation();
  const { template } = form.values;
  const load = async (file: File | null) => {
    if (file) form.setFieldValue("template", await file.text());
  };
  return (
    <Section title={t("billSettings.template")}>
      <Text c="dimmed" size="sm" mb="md">
        {t("billSettings.templateHelp")}{" "}
        <Anchor href="/api/bill-template" download="bill.typ" underline="always">
          {t("billSettings.ourTemplate")}
        </Anchor>
      </Text>
      <Group mb="md">
        <FileButton onChange={load} accept=".typ">
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconFileUpload aria-hidden size={18} />}
            >
              {t("billSettings.loadTemplate")}
            </Button>
          )}
        </FileButton>
        {template !== "" && (
          <Button variant="subtle" onClick={() => form.setFieldValue("template", "")}>
            {t("billSettings.noTemplate")}
          </Button>
        )}
      </Group>
      {(template !== "" || form.errors["template"] !== undefined) && (
        <Textarea
          label={t("billSettings.templateText")}
          className={styles["template"]}
          autosize
          minRows={6}
          maxRows={24}
          spellCheck={false}
          {...form.getInputProps("template")}
        />
      )}
    </Section>
  );
}
