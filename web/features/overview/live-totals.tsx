import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MeterSummary } from "#api/contract/meters.ts";
import { COMMODITIES, type Commodity } from "#domain/core/commodity.ts";
import { read } from "#web/api/queries.ts";
import { CommodityIcon } from "#web/components/commodity.tsx";
import { formatQuantity } from "#web/components/format.ts";
import { LiveFigure } from "#web/components/live-figure.tsx";
import styles from "./overview.module.css";

const RATE_UNITS: readonly string[] = ["W", "kW", "MW", "l/h", "m3/h"];

/** What flows into the site at this moment, by commodity; for the eye, never for a bill. */
export function LiveTotals({ siteId }: { siteId: number }) {
  const { t } = useTranslation();
  const meters = useQuery({ ...read("GET /meters"), refetchInterval: 60_000 });
  const own = meters.data?.meters.filter((meter) => meter.siteId === siteId) ?? [];
  const totals = COMMODITIES.flatMap((commodity) => totalOf(own, commodity) ?? []);
  return (
    <section className={`surface ${styles["live"]}`} aria-label={t("overview.liveNow")}>
      <h2 className={styles["liveHead"]}>
        <span className={styles["pulse"]} aria-hidden />
        {t("overview.liveNow")}
      </h2>
      {totals.map(({ commodity, value, unit }) => (
        <div key={commodity} className={styles["liveTotal"]}>
          <CommodityIcon commodity={commodity} />
          <div>
            <div className={styles["liveName"]}>{t(`commodity.${commodity}`)}</div>
            <LiveFigure text={formatQuantity(value, unit)} />
          </div>
        </div>
      ))}
      {meters.isSuccess && totals.length === 0 && (
        <span className={styles["liveName"]}>{t("overview.nothingLive")}</span>
      )}
    </section>
  );
}

interface LiveTotal {
  readonly commodity: Commodity;
  readonly value: number;
  readonly unit: string;
}

/** By the supply meters where there are any, else by all others together. */
function totalOf(meters: readonly MeterSummary[], commodity: Commodity): LiveTotal | undefined {
  const running = meters.filter(
    ({ point, main }) => point?.commodity === commodity && RATE_UNITS.includes(main?.unit ?? ""),
  );
  const supply = running.filter(({ point }) => point?.role === "supply");
  const counted = supply.length > 0 ? supply : running;
  const unit = counted[0]?.main?.unit;
  if (unit === undefined) return undefined;
  const value = counted
    .filter(({ main }) => main?.unit === unit)
    .reduce((sum, { main }) => sum + Number(main?.value ?? 0), 0);
  return { commodity, value, unit };
}
