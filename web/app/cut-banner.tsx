import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useIsCut } from "#web/api/live-events.ts";
import styles from "./shell.module.css";

/** Says that what is shown may be old while the server cannot be reached. */
export function CutBanner() {
  const { t } = useTranslation();
  const cut = useIsCut();
  return (
    <div role="status">
      {cut && (
        <div className={styles["cut"]}>
          <IconPlugConnectedX aria-hidden size={22} />
          {t("shell.cut")}
        </div>
      )}
    </div>
  );
}
