import { Alert, Drawer, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPaperclip } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Mail } from "#api/contract/outbox.ts";
import { CallError } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Facts } from "#web/components/facts.tsx";
import { formatBytes, formatInstant } from "#web/components/format.ts";
import { Answered } from "#web/components/states.tsx";
import styles from "./message-drawer.module.css";

export interface MessageDrawerProps {
  readonly mailId: number;
  /** As it is listed; undefined when it is on another page of the list. */
  readonly mail: Mail | undefined;
  readonly onClose: () => void;
}

/** A mail as it arrived at the receiver, with its attachments. */
export function MessageDrawer({ mailId, mail, onClose }: MessageDrawerProps) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const message = useQuery({
    ...read("GET /outbox/:id/message", { params: { id: mailId } }),
    retry: false,
  });
  const unseen = message.error instanceof CallError && message.error.status === 404;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={mail?.subject ?? t("outbox.message")}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      <Stack gap="md">
        {mail?.lastError && (
          <Alert color="red" icon={<IconAlertTriangle aria-hidden />}>
            {mail.lastError}
          </Alert>
        )}
        {mail?.bill && (
          <Link to="/bills/$billId" params={{ billId: mail.bill.id }}>
            {t("outbox.bill", { number: mail.bill.number })}
          </Link>
        )}
        {unseen ? (
          <Text c="dimmed">{t("outbox.unseen")}</Text>
        ) : (
          <Answered query={message} height={400}>
            {({ receivedAt, headers, text, attachments }) => (
              <>
                <Text c="dimmed" size="sm">
                  {t("outbox.received", { when: formatInstant(receivedAt, site.timeZone) })}
                </Text>
                <Facts
                  facts={headers
                    .filter(({ name }) => /^(from|to|subject|date|message-id)$/i.test(name))
                    .map(({ name, value }) => [name, value] as const)}
                />
                {attachments.map(({ fileName, mediaType, sizeBytes }) => (
                  <div key={fileName} className={styles["attachment"]}>
                    <IconPaperclip aria-hidden size={20} />
                    <span>
                      {fileName}
                      <Text size="sm" c="dimmed">
                        {mediaType} · {formatBytes(sizeBytes)}
                      </Text>
                    </span>
                  </div>
                ))}
                <pre className={styles["text"]}>{text}</pre>
              </>
            )}
          </Answered>
        )}
      </Stack>
    </Drawer>
  );
}
