import { Button, Group } from "@mantine/core";
import {
  IconMailForward,
  IconReportMoney,
  IconScale,
  IconTopologyStar3,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** From each report to the others. */
export function ReportLinks() {
  const { t } = useTranslation();
  return (
    <Group gap="sm" component="nav" aria-label={t("reports.others")}>
      <Button
        variant="default"
        leftSection={<IconReportMoney aria-hidden size={18} />}
        renderRoot={(props) => <Link to="/reports" activeOptions={{ exact: true }} {...props} />}
      >
        {t("reports.billed")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconScale aria-hidden size={18} />}
        renderRoot={(props) => <Link to="/reports/supplied" {...props} />}
      >
        {t("supplied.title")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTopologyStar3 aria-hidden size={18} />}
        renderRoot={(props) => <Link to="/reports/flow" {...props} />}
      >
        {t("flow.title")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconMailForward aria-hidden size={18} />}
        renderRoot={(props) => <Link to="/reports/monthly" {...props} />}
      >
        {t("monthlyReport.title")}
      </Button>
    </Group>
  );
}
