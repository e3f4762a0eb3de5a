import { IconCircleCheck } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AlarmList as Alarms } from "#api/contract/alarms.ts";
import { read } from "#web/api/queries.ts";
import { ErrorState } from "#web/components/states.tsx";
import { AlarmList } from "#web/features/alarms/alarm-list.tsx";
import styles from "./overview.module.css";

const SHOWN_AT_MOST = 5;

/** The alarms that are not over, asked for anew each minute besides what the server tells. */
export const openAlarms = { ...read("GET /alarms", { query: {} }), refetchInterval: 60_000 };

/** The fixed place for what is wrong: worst first. */
export function AlarmZone({ alarms }: { alarms: UseQueryResult<Alarms> }) {
  const { t } = useTranslation();
  const list = alarms.data?.alarms ?? [];
  return (
    <section
      className={`surface ${styles["zone"]}`}
      data-burning={list.length > 0}
      aria-labelledby="alarm-zone"
    >
      <div className={styles["zoneHead"]}>
        <h2 id="alarm-zone">{t("overview.alarmZone")}</h2>
        {list.length > 0 && (
          <Link to="/alarms">{t("alarms.openCount", { count: list.length })}</Link>
        )}
      </div>
      <div aria-live="polite">
        {alarms.isError && list.length === 0 && (
          <ErrorState error={alarms.error} onRetry={() => void alarms.refetch()} />
        )}
        {alarms.isSuccess && list.length === 0 && (
          <p className={styles["calm"]}>
            <IconCircleCheck aria-hidden size={24} />
            {t("overview.noAlarms")}
          </p>
        )}
        {list.length > 0 && <AlarmList alarms={list.slice(0, SHOWN_AT_MOST)} />}
        {list.length > SHOWN_AT_MOST && (
          <p className={styles["more"]}>
            <Link to="/alarms">
              {t("overview.moreAlarms", { count: list.length - SHOWN_AT_MOST })}
            </Link>
          </p>
        )}
      </div>
    </section>
  );
}
