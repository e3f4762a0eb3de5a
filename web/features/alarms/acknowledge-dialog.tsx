import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Alarm } from "#api/contract/alarms.ts";
import { call } from "#web/api/call.ts";
import { useErrorText } from "#web/components/states.tsx";
import { useAlarmText } from "./alarm-text.ts";

/** Says that somebody sees to the alarm, with a note. */
export function AcknowledgeDialog({ alarm, onClose }: { alarm: Alarm; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useAlarmText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const acknowledge = useMutation({
    mutationFn: () =>
      call("POST /alarms/:id/acknowledge", { params: { id: alarm.id }, body: { note } }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ["GET /alarms"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("alarms.acknowledge")} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          acknowledge.mutate();
        }}
      >
        <Stack gap="md">
          <Text>{text.title(alarm)}</Text>
          {acknowledge.isError && <Alert color="red">{errorText(acknowledge.error)}</Alert>}
          <Textarea
            label={t("alarms.note")}
            size="md"
            autosize
            minRows={3}
            maxLength={1000}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={acknowledge.isPending}>
              {t("alarms.acknowledge")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
