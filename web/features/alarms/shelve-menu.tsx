import { Button, Menu } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Alarm } from "#api/contract/alarms.ts";
import { call } from "#web/api/call.ts";
import { sayFailed } from "#web/components/form/undo-toast.tsx";
import { useErrorText } from "#web/components/states.tsx";

const HOURS = [1, 4, 8] as const;
const DAYS = [1, 7, 30] as const;

/** Puts an alarm aside for a while, or takes it back: it lights no lamp and tells nobody meanwhile. */
export function ShelveMenu({ alarm, isShelved }: { alarm: Alarm; isShelved: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const params = { id: alarm.id };
  const shelving = useMutation({
    mutationFn: (hours: number | undefined) =>
      hours === undefined
        ? call("DELETE /alarms/:id/shelving", { params })
        : call("POST /alarms/:id/shelving", { params, body: { hours } }),
    onError: (error) => sayFailed(errorText(error)),
    onSuccess: () => client.invalidateQueries({ queryKey: ["GET /alarms"] }),
  });
  if (isShelved) {
    return (
      <Button
        variant="subtle"
        loading={shelving.isPending}
        onClick={() => shelving.mutate(undefined)}
      >
        {t("alarms.shelving.unshelve")}
      </Button>
    );
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          loading={shelving.isPending}
          leftSection={<IconClockPause aria-hidden size={18} />}
        >
          {t("alarms.shelving.shelve")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("alarms.shelving.howLong")}</Menu.Label>
        {HOURS.map((count) => (
          <Menu.Item key={count} onClick={() => shelving.mutate(count)}>
            {t("alarms.shelving.hours", { count })}
          </Menu.Item>
        ))}
        {DAYS.map((count) => (
          <Menu.Item key={count * 24} onClick={() => shelving.mutate(count * 24)}>
            {t("alarms.shelving.days", { count })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
