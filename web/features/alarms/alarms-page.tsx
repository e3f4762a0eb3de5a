import { SegmentedControl, Stack } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { Page } from "#web/components/page.tsx";
import { Answered, EmptyState } from "#web/components/states.tsx";
import { AlarmList } from "./alarm-list.tsx";
import { LimitsSection } from "./limits-section.tsx";
import { NotificationSection } from "./notification-section.tsx";
import { WebhooksSection } from "./webhooks-section.tsx";

/** Open alarms, and those of the past. */
export function AlarmsPage() {
  const { t } = useTranslation();
  const { user } = useSignedIn();
  const [state, setState] = useState<"open" | "all">("open");
  const alarms = useQuery({
    ...read("GET /alarms", { query: { state } }),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t("alarms.alarms")}
      actions={
        <SegmentedControl
          aria-label={t("alarms.which")}
          size="md"
          value={state}
          onChange={setState}
          data={[
            { value: "open", label: t("alarms.onlyOpen") },
            { value: "all", label: t("alarms.all") },
          ]}
        />
      }
    >
      <Stack gap="md">
        <div className="surface">
          <Answered query={alarms} height={400}>
            {({ alarms: list }) =>
              list.length === 0 ? (
                <EmptyState
                  icon={<IconCircleCheck aria-hidden size={36} />}
                  text={t("alarms.none")}
                />
              ) : (
                <AlarmList alarms={list} />
              )
            }
          </Answered>
        </div>
        <LimitsSection />
        <NotificationSection />
        {user.role === "administrator" && <WebhooksSection />}
      </Stack>
    </Page>
  );
}
