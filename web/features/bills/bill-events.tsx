import { Text, Timeline } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBell,
  IconCash,
  IconClock,
  IconFileInvoice,
  IconFileTypePdf,
  IconHelp,
  IconMail,
  IconReceiptRefund,
  IconReplace,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { BillDetails, BillEvent } from "#api/contract/bills.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant, formatMoney } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";

const ICONS: Readonly<Record<BillEvent["kind"], typeof IconMail>> = {
  issued: IconFileInvoice,
  "document-made": IconFileTypePdf,
  "mail-waiting": IconClock,
  "mail-sending": IconClock,
  "mail-sent": IconMail,
  "mail-failed": IconAlertTriangle,
  "mail-unknown": IconHelp,
  paid: IconCash,
  reminded: IconBell,
  credited: IconReceiptRefund,
  replaced: IconReplace,
};

/** What happened to a bill since it was issued. */
export function BillEvents({ bill }: { bill: BillDetails }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  return (
    <Section title={t("bills.events")}>
      <Timeline active={bill.events.length} bulletSize={28} lineWidth={2}>
        {bill.events.map((event, n) => {
          const Icon = ICONS[event.kind];
          return (
            <Timeline.Item
              key={n}
              bullet={<Icon aria-hidden size={16} />}
              title={t(`bills.event.${event.kind}`)}
            >
              <Text size="sm" c="dimmed">
                {formatInstant(event.at, site.timeZone)}
                {event.amountMinor !== null &&
                  ` · ${formatMoney(event.amountMinor, bill.currency)}`}
                {event.detail !== "" && " · "}
                {event.billId === null ? (
                  event.detail
                ) : (
                  <Link to="/bills/$billId" params={{ billId: event.billId }}>
                    {event.detail}
                  </Link>
                )}
              </Text>
            </Timeline.Item>
          );
        })}
      </Timeline>
    </Section>
  );
}
