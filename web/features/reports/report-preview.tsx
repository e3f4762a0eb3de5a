import { Alert, Button, Loader, Stack } from "@mantine/core";
import { IconMailForward } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BillLanguage } from "#domain/core/bill-language.ts";
import { call } from "#web/api/call.ts";
import { read } from "#web/api/queries.ts";
import { mayCorrectMoney, useSignedIn } from "#web/app/session.ts";
import { useNow } from "#web/app/site-time.ts";
import { sayDone } from "#web/components/form/undo-toast.tsx";
import { Section } from "#web/components/section.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { MonthSelect } from "#web/features/bills/month-select.tsx";
import styles from "./monthly-report.module.css";

/** The report of a month as it would be now, and a button that sends it to whoever looks at it. */
export function ReportPreview({ language }: { readonly language: BillLanguage }) {
  const { t } = useTranslation();
  const { site, user } = useSignedIn();
  const errorText = useErrorText();
  const client = useQueryClient();
  const now = Temporal.Instant.fromEpochMilliseconds(useNow()).toZonedDateTimeISO(site.timeZone);
  const before = now.toPlainDate().toPlainYearMonth().subtract({ months: 1 }).toString();
  const [month, setMonth] = useState(before);
  const picture = useQuery({
    ...read("GET /sites/:id/monthly-report/preview", {
      params: { id: site.id },
      query: { month, language },
    }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const sending = useMutation({
    mutationFn: () =>
      call("POST /sites/:id/monthly-report/send", {
        params: { id: site.id },
        body: { month, language },
      }),
    async onSuccess({ recipient }) {
      sayDone(t("monthlyReport.onItsWay", { recipient }));
      await client.invalidateQueries({ queryKey: ["GET /sites/:id/monthly-report"] });
    },
  });
  const mayWork = mayCorrectMoney(user);
  const error = sending.error ?? picture.error;
  return (
    <Section
      title={t("monthlyReport.preview")}
      aside={
        picture.isFetching && (
          <Loader role="status" size="sm" aria-label={t("monthlyReport.setting")} />
        )
      }
    >
      <Stack gap="md">
        <MonthSelect
          label={t("monthlyReport.month")}
          isNeeded
          value={month}
          onChange={(chosen) => chosen !== null && setMonth(chosen)}
        />
        {mayWork && (
          <Button
            size="lg"
            leftSection={<IconMailForward aria-hidden size={22} />}
            loading={sending.isPending}
            onClick={() => sending.mutate()}
          >
            {t("monthlyReport.sendNow")}
          </Button>
        )}
        {error && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        {picture.data && (
          <img
            className={styles["picture"]}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(picture.data.svg)}`}
            alt={t("monthlyReport.previewAlt")}
          />
        )}
      </Stack>
    </Section>
  );
}
