import { ActionIcon, Button, Text } from "@mantine/core";
import { IconFileTypePdf } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { BillSummary } from "#api/contract/bills.ts";
import { pathOf } from "#web/api/call.ts";

/** Opens the signed PDF in the browser; says so while it is not made yet. */
export function PdfLink({ bill, small = false }: { bill: BillSummary; small?: boolean }) {
  const { t } = useTranslation();
  if (!bill.hasDocument) {
    return (
      <Text span size="sm" c="dimmed">
        {t("bills.noPdf")}
      </Text>
    );
  }
  const link = {
    component: "a",
    href: pathOf("GET /bills/:id/pdf", { params: { id: bill.id } }),
    target: "_blank",
    rel: "noopener",
  } as const;
  if (small) {
    return (
      <ActionIcon
        {...link}
        variant="subtle"
        size={44}
        aria-label={t("bills.openPdfOf", { number: bill.number })}
      >
        <IconFileTypePdf size={24} stroke={1.7} />
      </ActionIcon>
    );
  }
  return (
    <Button {...link} leftSection={<IconFileTypePdf aria-hidden size={20} />}>
      {t("bills.openPdf")}
    </Button>
  );
}
