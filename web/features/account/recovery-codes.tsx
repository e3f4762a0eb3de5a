import { Button, Code, CopyButton, Drawer, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** The codes for when the app is lost: shown this once. */
export function RecoveryCodes({
  codes,
  onClose,
}: {
  codes: readonly string[];
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      title={t("secondFactor.recoveryCodes")}
      position="right"
      size={520}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Stack gap="md">
        <Text>{t("secondFactor.recoveryHelp")}</Text>
        <SimpleGrid cols={1} spacing="xs">
          {codes.map((code) => (
            <Code key={code} fz="md">
              {code}
            </Code>
          ))}
        </SimpleGrid>
        <Group justify="flex-end">
          <CopyButton value={codes.join("\n")}>
            {({ copied, copy }) => (
              <Button
                variant="light"
                leftSection={<IconCopy aria-hidden size={18} />}
                onClick={copy}
              >
                {copied ? t("lines.tokenCopied") : t("lines.tokenCopy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("secondFactor.kept")}</Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
