import { Button, CopyButton } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** Copies a text that is shown once and must be kept, and says that it did. */
export function CopyTextButton({ text }: { text: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button variant="light" leftSection={<IconCopy aria-hidden size={18} />} onClick={copy}>
          {copied ? t("common.copied") : t("common.copy")}
        </Button>
      )}
    </CopyButton>
  );
}
