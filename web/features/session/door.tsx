import { Alert, Paper, SegmentedControl, Stack, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { chooseLanguage, languageName, LANGUAGES } from "#web/i18n/i18n.ts";
import styles from "./door.module.css";

/** The frame of the screens outside: brand, one form, the languages. */
export function DoorFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className={styles["door"]}>
      <Paper className={`surface ${styles["card"]}`}>
        <Stack gap="lg">
          <div className={styles["brand"]}>
            <img src="/icon.svg" alt="" width={44} height={44} />
            <span>SmartPM</span>
          </div>
          <Title order={1} className={styles["title"]}>
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
      <SegmentedControl
        aria-label={t("shell.language")}
        size="md"
        value={i18n.language}
        onChange={(language) => void chooseLanguage(language)}
        data={LANGUAGES.map((language) => ({
          value: language,
          label: <span lang={language}>{languageName(language)}</span>,
        }))}
      />
    </main>
  );
}

/** Why nobody was let in. */
export function DoorFault({ children }: { children: ReactNode }) {
  return (
    <Alert color="red" icon={<IconAlertCircle aria-hidden />} role="alert">
      {children}
    </Alert>
  );
}
