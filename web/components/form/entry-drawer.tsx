import { Button, Drawer, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Entry } from "./entry.ts";
import { EntryFaults } from "./entry-faults.tsx";
import { takeFocus } from "./take-focus.ts";
import styles from "./form.module.css";

type Values = Readonly<Record<string, unknown>>;

export interface EntryDrawerProps<V extends Values, Answer> {
  readonly title: string;
  /** What this is for, in a sentence or two. */
  readonly help?: ReactNode;
  readonly entry: Entry<V, Answer>;
  /** The word on the button; "Save" when left out. */
  readonly saveWord?: string;
  /** Other things to do with what is edited, at the left of the buttons: remove it. */
  readonly aside?: ReactNode;
  readonly size?: number | string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A form beside what it is about: at the right edge, the whole screen on phones. A click beside it
 * does not close it, so that nothing entered is lost by accident; Escape and Cancel do.
 */
export function EntryDrawer<V extends Values, Answer>({
  title,
  help,
  entry,
  saveWord,
  aside,
  size = 520,
  onClose,
  children,
}: EntryDrawerProps<V, Answer>) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title}
      position="right"
      size={size}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
      classNames={{ body: styles["drawerBody"] ?? "", title: styles["drawerTitle"] ?? "" }}
    >
      <form ref={takeFocus} noValidate onSubmit={entry.submit} className={styles["form"]}>
        <Stack gap="md" className={styles["fields"]}>
          {help !== undefined && <Text c="dimmed">{help}</Text>}
          <EntryFaults entry={entry} />
          {children}
        </Stack>
        <div className={styles["buttons"]}>
          {aside}
          <span className={styles["space"]} />
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={entry.saving.isPending}>
            {saveWord ?? t("common.save")}
          </Button>
        </div>
      </form>
    </Drawer>
  );
}
