import { Button, Code, Drawer, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyTextButton } from "#web/components/copy-text-button.tsx";

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
          <CopyTextButton text={codes.join("\n")} />
          <Button onClick={onClose}>{t("secondFactor.kept")}</Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
