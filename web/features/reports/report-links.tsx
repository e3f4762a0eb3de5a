import { Button, Group } from "@mantine/core";
import {
  IconMailForward,
  IconReportMoney,
  IconScale,
  IconTopologyStar3,
} from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

const REPORTS = [
  { to: "/reports", title: "reports.billed", Icon: IconReportMoney },
  { to: "/reports/supplied", title: "supplied.title", Icon: IconScale },
  { to: "/reports/flow", title: "flow.title", Icon: IconTopologyStar3 },
  { to: "/reports/monthly", title: "monthlyReport.title", Icon: IconMailForward },
] as const;

/** From each report to the others; the one that is open stands out. */
export function ReportLinks() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <Group gap="sm" component="nav" aria-label={t("reports.others")}>
      {REPORTS.map(({ to, title, Icon }) => (
        <Button
          key={to}
          variant={pathname === to ? "light" : "default"}
          leftSection={<Icon aria-hidden size={18} />}
          renderRoot={(props) => <Link to={to} activeOptions={{ exact: true }} {...props} />}
        >
          {t(title)}
        </Button>
      ))}
    </Group>
  );
}
