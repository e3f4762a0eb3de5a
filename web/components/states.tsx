import { Button, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CallError } from "#web/api/call.ts";
import { serverWords } from "#web/i18n/server-words.ts";

/** What went wrong in the reader's words; what the server said where it says more. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (!(error instanceof CallError)) return t("error.unexpected");
    switch (error.status) {
      case 0:
        return t("error.unreachable");
      case 403:
        return t("error.notAllowed");
      case 404:
        return t("error.notFound");
      case 429:
        return t("error.tooMany");
      case 500:
        return t("error.server");
      case 503:
      case 504:
        return t("error.busy");
      default:
        return serverWords(error.faults[0]?.message ?? error.message);
    }
  };
}

/** A failed answer with a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  return (
    <Stack align="center" gap="sm" py="xl" role="alert">
      <IconAlertTriangle aria-hidden size={36} color="var(--mantine-color-red-6)" />
      <Text ta="center">{errorText(error)}</Text>
      <Button
        variant="default"
        leftSection={<IconRefresh aria-hidden size={18} />}
        onClick={onRetry}
      >
        {t("common.retry")}
      </Button>
    </Stack>
  );
}

/** Nothing to show, why, and what to do about it. */
export function EmptyState({
  icon,
  text,
  action,
}: {
  icon: ReactNode;
  text: string;
  action?: ReactNode;
}) {
  return (
    <Stack align="center" gap="sm" py={48} px="md" c="dimmed">
      {icon}
      <Text ta="center" maw={560}>
        {text}
      </Text>
      {action}
    </Stack>
  );
}

/** Shows an answer, or that it is awaited (as high as it will be), or why there is none. */
export function Answered<Data>({
  query,
  height,
  children,
}: {
  query: UseQueryResult<Data>;
  height: number;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Skeleton height={height} radius={12} />;
}
