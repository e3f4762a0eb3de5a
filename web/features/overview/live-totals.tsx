import { useTranslation } from "react-i18next";
import type { SiteFlow } from "#api/contract/overview.ts";
import { COMMODITIES } from "#domain/core/commodity.ts";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { formatQuantity } from "#web/components/format.ts";
import { LiveFigure } from "#web/components/live-figure.tsx";
import styles from "./overview.module.css";

/** What flows into the site at this moment, by commodity; for the eye, never for a bill. */
export function LiveTotals({ flows }: { flows: readonly SiteFlow[] }) {
  const { t } = useTranslation();
  const inOrder = COMMODITIES.flatMap((name) =>
    flows.filter(({ commodity }) => commodity === name),
  );
  return (
    <section className={`surface ${styles["live"]}`} aria-label={t("overview.liveNow")}>
      <h2 className={styles["liveHead"]}>
        <span className={styles["pulse"]} aria-hidden />
        {t("overview.liveNow")}
      </h2>
      {inOrder.map(({ commodity, value, unit }) => (
        <div key={commodity} className={styles["liveTotal"]}>
          <CommodityIcon commodity={commodity} />
          <div>
            <div className={styles["liveName"]}>{t(`commodity.${commodity}`)}</div>
            <LiveFigure text={formatQuantity(value, unit)} />
          </div>
        </div>
      ))}
      {flows.length === 0 && (
        <span className={styles["liveName"]}>{t("overview.nothingLive")}</span>
      )}
    </section>
  );
}
