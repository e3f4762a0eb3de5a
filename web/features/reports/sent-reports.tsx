import { Anchor, Group, Text } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MonthlyReportSettings } from "#api/contract/monthly-report.ts";
import { pathOf } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { formatInstant, formatMonth } from "#web/components/format.ts";
import { Rows } from "#web/components/rows.tsx";
import type { Column } from "#web/components/row-columns.ts";
import { Section } from "#web/components/section.tsx";
import { MailStateMark } from "#web/components/state-marks.tsx";
import { EmptyState } from "#web/components/states.tsx";

type Sent = MonthlyReportSettings["sent"][number];

/** What was sent, to whom, and whether it was taken; each leads to its document. */
export function SentReports({ sent }: { readonly sent: readonly Sent[] }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const columns: readonly Column<Sent>[] = [
    {
      name: t("monthlyReport.month"),
      renderCell: ({ id, month }) => (
        <Anchor
          fw={600}
          target="_blank"
          href={pathOf("GET /monthly-reports/:id", { params: { id } })}
        >
          {formatMonth(month)}
        </Anchor>
      ),
    },
    {
      name: t("monthlyReport.when"),
      renderCell: ({ madeAt, trial }) => (
        <>
          {formatInstant(madeAt, site.timeZone)}
          <Text span display="block" size="sm" c="dimmed">
            {t(trial ? "monthlyReport.trial" : "monthlyReport.byItself")}
          </Text>
        </>
      ),
    },
    {
      name: t("monthlyReport.to"),
      renderCell: ({ mails }) =>
        mails.map(({ recipient, state }) => (
          <Group key={recipient} gap="xs">
            <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
              {recipient}
            </Text>
            <MailStateMark state={state} />
          </Group>
        )),
    },
  ];
  return (
    <Section title={t("monthlyReport.sent")}>
      {sent.length === 0 ? (
        <EmptyState
          icon={<IconMailOff aria-hidden size={36} />}
          text={t("monthlyReport.noneSent")}
        />
      ) : (
        <Rows
          label={t("monthlyReport.sent")}
          rows={sent}
          columns={columns}
          keyOf={({ id }) => id}
        />
      )}
    </Section>
  );
}
