import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** A wide drawer that a click beside it does not close. */
export function FormDrawer({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title}
      position="right"
      size={1040}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common.close"), size: 44 }}
    >
      {children}
    </Drawer>
  );
}
