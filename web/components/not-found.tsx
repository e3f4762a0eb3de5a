import { Button, Stack, Text, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Stack align="flex-start" gap="md">
      <Title order={1}>{t("common.notFound")}</Title>
      <Text c="dimmed">{t("common.notFoundHelp")}</Text>
      <Button renderRoot={(props) => <Link to="/" {...props} />}>{t("nav.overview")}</Button>
    </Stack>
  );
}
