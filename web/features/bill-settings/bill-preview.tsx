import { Alert, Loader, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { call, CallError } from "#web/api/call.ts";
import { useSignedIn } from "#web/app/session.ts";
import { wordsOf } from "#web/components/form/entry.ts";
import { formatList } from "#web/components/format.ts";
import { Section } from "#web/components/section.tsx";
import { useErrorText } from "#web/components/states.tsx";
import { askedOf, type SettingsValues } from "./settings-values.ts";
import styles from "./bill-settings.module.css";

/** After the last key, so that not every letter is set. */
const PAUSE_MS = 400;

/** The site's newest bill by what is typed, drawn by the engine that makes the document. */
export function BillPreview({ values }: { values: SettingsValues }) {
  const { t } = useTranslation();
  const { site } = useSignedIn();
  const errorText = useErrorText();
  const asked = askedOf(values, site.currency);
  const [body] = useDebouncedValue(JSON.stringify(asked), PAUSE_MS);
  const picture = useQuery({
    queryKey: ["bill preview", site.id, body],
    queryFn: () =>
      call("POST /sites/:id/bill-settings/preview", {
        params: { id: site.id },
        body: JSON.parse(body),
      }),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  const { data, error } = picture;
  const [fault] = error instanceof CallError ? error.faults : [];
  return (
    <div
      className={styles["beside"]}
      role="group"
      aria-label={t("billSettings.preview")}
      tabIndex={0}
    >
      <Section
        title={t("billSettings.preview")}
        aside={
          picture.isFetching && (
            <Loader role="status" size="sm" aria-label={t("billSettings.setting")} />
          )
        }
      >
        {error && (
          <Alert color="red" role="alert" mb="sm">
            {fault ? wordsOf(fault) : errorText(error)}
          </Alert>
        )}
        {data && data.lacking.length > 0 && (
          <Alert color="yellow" mb="sm" title={t("billSettings.lacking")}>
            {formatList(data.lacking.map((block) => t(`billSettings.block.${block}`)))}
          </Alert>
        )}
        {data && (
          <>
            <Text size="sm" c="dimmed" mb="sm">
              {data.number === null
                ? t("billSettings.specimen")
                : t("billSettings.shown", { number: data.number })}
            </Text>
            <img
              className={styles["preview"]}
              src={`data:image/svg+xml;utf8,${encodeURIComponent(data.svg)}`}
              alt={t("billSettings.previewAlt")}
            />
          </>
        )}
      </Section>
    </div>
  );
}
