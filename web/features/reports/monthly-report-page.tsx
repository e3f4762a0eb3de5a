import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import { read } from "#web/api/queries.ts";
import { useSignedIn } from "#web/app/session.ts";
import { NoSite } from "#web/components/no-site.tsx";
import { Page } from "#web/components/page.tsx";
import { Answered } from "#web/components/states.tsx";
import styles from "./monthly-report.module.css";
import { ReportLinks } from "./report-links.tsx";
import { ReportPreview } from "./report-preview.tsx";
import { ReportSchedule } from "./report-schedule.tsx";
import { SentReports } from "./sent-reports.tsx";

/** The report of a month by e-mail: when and to whom, how it looks, and what was sent. */
export function MonthlyReportPage() {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const settings = useQuery({
    ...read("GET /sites/:id/monthly-report", { params: { id: site.id } }),
    enabled: site.id > 0,
  });
  const [chosen, setChosen] = useState<BillLanguage>();
  if (site.id === 0) return <NoSite />;
  return (
    <Page title={t("monthlyReport.title")} hint={t("monthlyReport.help")} actions={<ReportLinks />}>
      <Answered query={settings} height={600}>
        {(data) => (
          <Stack gap="md">
            <div className={styles["columns"]}>
              <ReportSchedule settings={data} onLanguage={setChosen} />
              <ReportPreview language={chosen ?? data.language} />
            </div>
            <SentReports sent={data.sent} />
          </Stack>
        )}
      </Answered>
    </Page>
  );
}
