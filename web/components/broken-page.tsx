import { Button, Code, Stack, Text, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A screen of which a part failed: what to do about it, and what to tell who is asked for help. */
export function BrokenPage({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" gap="md" p="md" role="alert">
      <Title order={1}>{t("error.broken")}</Title>
      <Text c="dimmed">{t("error.brokenHelp")}</Text>
      <Button leftSection={<IconRefresh aria-hidden size={18} />} onClick={() => location.reload()}>
        {t("error.loadAgain")}
      </Button>
      <Code>{error instanceof Error ? error.message : String(error)}</Code>
    </Stack>
  );
}
